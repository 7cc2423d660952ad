"""The product's settings with one address more: a static answer of any size, through the same server and middleware."""

from assay.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.pages.urls"
