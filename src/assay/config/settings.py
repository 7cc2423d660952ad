"""One file of settings. With nothing set it runs on SQLite and local files; see docs/reference/settings.md."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from assay.config.environment import env
from assay.lib.addresses import is_address, of_host, sender, split_sender
from assay.lib.console import is_worth_telling

PACKAGE = Path(__file__).resolve().parent.parent

# Where this installation keeps what it must not lose: database, files, keys, mail.
VAR = env.folder("ASSAY_VAR", default="var")

PORT = env.port("ASSAY_PORT", default=8000)
_base = env.address("ASSAY_BASE_URL", default=f"http://127.0.0.1:{PORT}")
BASE_URL = _base.geturl()
SECURE = _base.scheme == "https"
LOOPBACK = _base.hostname in {"127.0.0.1", "localhost", "::1"}

PROGRAM_NAME = env.str("ASSAY_PROGRAM_NAME", default="Tamarack Bay Public Schools")
#: So long a process may show a name, logo or color that another one has changed.
APPEARANCE_SECONDS = 5

# The demo bar lets anybody be anybody. Three locks: this switch, a loopback address, a database made by `assay demo`.
DEMO = env.bool("ASSAY_DEMO", default=False)
if DEMO and not LOOPBACK:
    raise ImproperlyConfigured(
        "ASSAY_DEMO=1 works only on 127.0.0.1 or localhost: it lets anybody sign in as anybody."
    )

# The numbers of issuers' pages at LinkedIn, by the issuer's name in addresses.
LINKEDIN_ORGANIZATIONS = env.numbered("ASSAY_LINKEDIN_ORGANIZATIONS")
# Where to report a hole: an address of mail or of a page (RFC 9116).
SECURITY_CONTACT = env.contact("ASSAY_SECURITY_CONTACT")

# Validators of Open Badges read no other.
JWT_ALGORITHM = env.choice("ASSAY_JWT_ALGORITHM", ("ES256", "RS256"), default="ES256")
DEBUG = env.bool("ASSAY_DEBUG", default=False)
SECRET_KEY = env.secret("ASSAY_SECRET_KEY", VAR / "keys" / "secret.key")
VAULT_KEY = env.secret("ASSAY_VAULT_KEY", VAR / "keys" / "vault.key")
ALLOWED_HOSTS = [_base.hostname, *env.hosts("ASSAY_EXTRA_HOSTS")]
if DEMO and len(ALLOWED_HOSTS) > 1:
    raise ImproperlyConfigured(
        "ASSAY_DEMO=1 goes with no ASSAY_EXTRA_HOSTS: it lets anybody sign in as anybody."
    )
if LOOPBACK:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if SECURE else []

# In the order of the learner's journey; a room may import any room above it (pyproject.toml, import-linter).
ROOMS = [
    "assay.record",
    "assay.letters",
    "assay.people",
    "assay.program",
    "assay.frameworks",
    "assay.catalog",
    "assay.journeys",
    "assay.evidence",
    "assay.coaching",
    "assay.assessment",
    "assay.credentials",
    "assay.credits",
    "assay.community",
    "assay.governance",
    "assay.notices",
    "assay.insights",
    "assay.demo",
]

INSTALLED_APPS = [
    *ROOMS,
    "assay.ui.apps.Ui",
    "assay.lib",
    "assay.cli",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "assay.ui.apps.StaticFiles",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "template_partials",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "assay.lib.middleware.Lighter",
    "assay.lib.middleware.Legible",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "assay.ui.middleware.ContentPolicy",
    "assay.config.prefetch.Prefetch",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "assay.people.middleware.Language",
    "assay.people.middleware.Private",
    "assay.people.middleware.Sessions",
    "assay.ui.middleware.Typed",
    "assay.people.middleware.SecondFactor",
    "assay.lib.http.Refusals",
    "assay.people.middleware.Denials",
    "assay.people.middleware.Limits",
    "assay.people.middleware.Confirmation",
]

ROOT_URLCONF = "assay.config.urls"
WSGI_APPLICATION = "assay.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "assay.ui.context.page",
            ],
            "libraries": {"i18n": "assay.ui.templatetags.prepared_text"},
            "builtins": ["assay.ui.templatetags.prepared_address"],
        },
    }
]

FORM_RENDERER = "assay.ui.renderers.Quick"

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'assay.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: of twenty who press one button, one succeeds and none meets "database is locked".
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # With 128, Python's own number, a few pages push each other out, and a home is compiled anew: 2 to 5 ms.
        "cached_statements": 400,
        # FULL: what was acknowledged survives a power cut; NORMAL loses the last commits (decision 8).
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=268435456;"
        " PRAGMA cache_size=-16000;",
    }
    if "memory" not in str(_database["NAME"]):
        env.room_for("DATABASE_URL", Path(str(_database["NAME"])))
if _database["ENGINE"].endswith("postgresql"):
    # A database that is gone without a word is noticed in half a minute, not in the two hours of the system.
    _database["OPTIONS"] = {
        "connect_timeout": 10,
        "tcp_user_timeout": 30_000,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        # How often a question is asked before the server keeps its plan (`lib.prepared.planned_once`, nothing else).
        "prepare_threshold": 5,
        # Compiling a question takes seconds; where statistics are old, the server thinks it worth its while.
        "options": "-c jit=off",
        **_database.get("OPTIONS", {}),
    }
_database["CONN_MAX_AGE"] = None
_database["CONN_HEALTH_CHECKS"] = not _database["ENGINE"].endswith("sqlite3")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where files on their way grow, part by part: a local folder that every web process shares.
UPLOADS = Path(env.str("ASSAY_UPLOADS", default=str(VAR / "uploads"))).absolute()

# How many GB of files this installation keeps at most; 0: as many as its disk or bucket holds.
STORAGE_GB = env.int("ASSAY_STORAGE_GB", default=0)

# Where clamd listens, which scans what arrives: "/run/clamav/clamd.ctl" or "host:3310"; "" scans nothing.
CLAMD = env.str("ASSAY_CLAMD", default="")

# Files: two storages, so that evidence can be kept in another bucket, under another law, than public things.
S3_BUCKET = env.str("ASSAY_S3_BUCKET", default="")
env.driver("ASSAY_S3_BUCKET", "storages", "boto3")
_S3_MORE = ("ASSAY_S3_ENDPOINT", "ASSAY_S3_REGION", "ASSAY_S3_ACCESS_KEY", "ASSAY_S3_SECRET_KEY")
env.together(_S3_MORE, needs="ASSAY_S3_BUCKET")
env.together(["ASSAY_S3_ACCESS_KEY"], needs="ASSAY_S3_SECRET_KEY")
env.together(["ASSAY_S3_SECRET_KEY"], needs="ASSAY_S3_ACCESS_KEY")


def _storage(prefix: str) -> dict[str, object]:
    if not S3_BUCKET:
        return {
            "BACKEND": "assay.lib.files.storage.WholeFileStorage",
            "OPTIONS": {"location": VAR / "files" / prefix, "file_permissions_mode": 0o600},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "location": prefix,
            "endpoint_url": env.str("ASSAY_S3_ENDPOINT", default="") or None,
            "region_name": env.str("ASSAY_S3_REGION", default="") or None,
            "access_key": env.str("ASSAY_S3_ACCESS_KEY", default="") or None,
            "secret_key": env.str("ASSAY_S3_SECRET_KEY", default="") or None,
            "default_acl": None,
            "querystring_auth": True,
            "querystring_expire": 300,
            "file_overwrite": True,
            "client_config": _s3_patience(),
        },
    }


def _s3_patience() -> object:
    """A bucket that does not answer is given up after some seconds (boto waits a minute for each word by itself)."""
    from botocore.config import Config  # of the extra "s3"

    return Config(
        connect_timeout=5, read_timeout=20, retries={"max_attempts": 3, "mode": "standard"}
    )


STORAGES = {
    "default": _storage("public"),
    "evidence": _storage("evidence"),
    "staticfiles": {"BACKEND": "assay.ui.storage.OneSheet"},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_TEMP_DIR = None

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# E-mail goes to files unless ASSAY_EMAIL_URL names a server: smtp+tls://user:password@mail.example.org:587
# The demo writes to made-up people, and its bar lets anybody write in their names: it never mails anything out.
EMAIL_BACKEND = "assay.letters.backends.Files"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_TIMEOUT = 15  # seconds for each word of the mail server
if env.str("ASSAY_EMAIL_URL", default="") and not DEMO:
    vars().update(env.email_url("ASSAY_EMAIL_URL"))
    if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
        EMAIL_BACKEND = "assay.letters.backends.Smtp"
_from = env.str("ASSAY_EMAIL_FROM", default="")
_name, _address = (
    split_sender(_from) if _from else (PROGRAM_NAME, of_host("no-reply", str(_base.hostname)))
)
try:
    DEFAULT_FROM_EMAIL = sender(_name, _address)
except ValueError as e:
    raise ImproperlyConfigured(
        f"{'ASSAY_EMAIL_FROM' if _from else 'ASSAY_PROGRAM_NAME'} {e}."
    ) from e
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Whom people may ask: named in every e-mail, and where an answer to it goes. Without one, nobody reads answers.
EMAIL_REPLY_TO = env.str("ASSAY_EMAIL_REPLY_TO", default="").strip()
if EMAIL_REPLY_TO and not is_address(EMAIL_REPLY_TO):
    raise ImproperlyConfigured(
        "ASSAY_EMAIL_REPLY_TO is no e-mail address: write one, such as pd@example.org."
    )


def _seconds(name: str, value: float, unit_seconds: int) -> int:
    """A span from the environment, in seconds. Raises ImproperlyConfigured for one that would sign everybody out."""
    seconds = int(value * unit_seconds)
    if seconds < 300:
        raise ImproperlyConfigured(
            f"{name} is at least five minutes: a shorter one signs everybody out at once."
        )
    return seconds


AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["assay.people.backend.SignIn"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Only in the browser that signed up, whose session holds who it was; a link that got into other hands signs nobody in.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = (
    True  # written, and thrown away (people.adapter): the same work either way
)
# Django's own is bound to the address, as allauth's is, and asks the database nothing.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_ADAPTER = "assay.people.adapter.AccountAdapter"
USERSESSIONS_ADAPTER = "assay.people.adapter.SessionsAdapter"
ACCOUNT_FORMS = {
    "login": "assay.people.forms.signing_in.LoginForm",
    "signup": "assay.people.forms.accounts.SignupForm",
    "add_email": "assay.people.forms.signing_in.AddEmailForm",
    "change_password": "assay.people.forms.signing_in.ChangePasswordForm",
    "set_password": "assay.people.forms.signing_in.SetPasswordForm",
    "reset_password": "assay.people.forms.signing_in.ResetPasswordForm",
    "reset_password_from_key": "assay.people.forms.signing_in.ResetPasswordKeyForm",
    "request_login_code": "assay.people.forms.signing_in.RequestLoginCodeForm",
    "confirm_login_code": "assay.people.forms.signing_in.ConfirmLoginCodeForm",
    "reauthenticate": "assay.people.forms.signing_in.ReauthenticateForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# allauth counts in a cache, a process at a time; `people.limits` counts in the database, for all of them.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "assay.people.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "assay.people.forms.signing_in.AuthenticateForm",
    "reauthenticate": "assay.people.forms.signing_in.ReauthenticateCodeForm",
}
# Whoever has an address in one of these domains may join as a learner; none named: whoever can read their mail.
SIGNUP_DOMAINS = [
    domain.lower().lstrip("@") for domain in env.list("ASSAY_SIGNUP_DOMAINS", default=[])
]
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Assay"
MFA_TOTP_TOLERANCE = 1  # a step either way, for phones whose clock is a little off (RFC 6238 §5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOOPBACK
# Roles that award, release, administer or hold keys ask for a second step (people.second_factor).
SECOND_FACTOR, SECOND_FACTOR_FROM = env.asked_from(
    "ASSAY_SECOND_FACTOR", default="off" if DEMO else "asked"
)
SECOND_FACTOR_GRACE_DAYS = env.int("ASSAY_SECOND_FACTOR_GRACE_DAYS", default=14)
SECOND_FACTOR_ROLES = env.list(
    "ASSAY_SECOND_FACTOR_ROLES",
    default=["program-admin", "approver", "committee-chair", "privacy-officer"],
)
# Before what cannot easily be undone, whoever signed in longer ago than this shows once more that it is them.
CONFIRM_AFTER_SECONDS = 0 if DEMO else env.int("ASSAY_CONFIRM_AFTER_MINUTES", default=60) * 60
SESSION_ENGINE = "assay.people.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
# How long one may be idle, and how long a session lasts at most, however busy (people.sessions).
IDLE_SECONDS_STAFF = _seconds(
    "ASSAY_IDLE_HOURS_STAFF", env.float("ASSAY_IDLE_HOURS_STAFF", default=12), 3600
)
IDLE_SECONDS = _seconds("ASSAY_IDLE_DAYS", env.float("ASSAY_IDLE_DAYS", default=14), 86400)
SESSION_SECONDS = _seconds("ASSAY_SESSION_DAYS", env.float("ASSAY_SESSION_DAYS", default=30), 86400)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "assay.ui.formats"
TIME_ZONE = env.time_zone("ASSAY_TIME_ZONE", default="America/Detroit")
USE_TZ = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
X_FRAME_OPTIONS = "DENY"
# How many proxies of ours stand in front; each adds an address to X-Forwarded-For (`lib.http.client_address`).
TRUSTED_PROXIES = env.int("ASSAY_TRUSTED_PROXIES", default=0)
if not 0 <= TRUSTED_PROXIES <= 9:
    raise ImproperlyConfigured(
        "ASSAY_TRUSTED_PROXIES is how many proxies stand in front: 0 to 9, mostly 0 or 1."
    )
if env.is_set("ASSAY_BEHIND_PROXY"):
    raise ImproperlyConfigured(
        "ASSAY_BEHIND_PROXY is gone: set ASSAY_TRUSTED_PROXIES=1 for one proxy in front."
    )
if DEMO and TRUSTED_PROXIES:
    raise ImproperlyConfigured(
        "ASSAY_DEMO=1 goes with no ASSAY_TRUSTED_PROXIES: it lets anybody sign in as anybody."
    )
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],  # a recording is looked at before it is sent
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS and redirects are the proxy's to finish
    "security.W008",
    "templates.W003",  # `i18n` of templates is ours in the place of Django's, on purpose
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "assay.lib.console.Line",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"worth": {"()": "django.utils.log.CallbackFilter", "callback": is_worth_telling}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django_tasks_db": {"filters": ["worth"]}, "django_tasks": {"filters": ["worth"]}},
    "root": {"handlers": ["console"], "level": env.log_level("ASSAY_LOG_LEVEL", default="WARNING")},
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What takes long to draw and follows from what it is drawn from: may be deleted at any time.
    "drawn": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "drawn",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

env.refuse_unknown()
