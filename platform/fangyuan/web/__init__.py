"""HTTP and HTML only: staff pages, studio, public portal and JSON API."""

from fangyuan.web.application import create_app as create_app
from fangyuan.web.settings import Settings as Settings
