"""The product's settings with two addresses more: a static answer of any size, and a page without content."""

from assay.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.pages.urls"
