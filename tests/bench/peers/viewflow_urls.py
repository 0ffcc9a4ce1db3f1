"""The addresses of the application."""

from django.urls import path
from repairs.flows import Reported
from viewflow.contrib.auth import AuthViewset
from viewflow.urls import Application, Site
from viewflow.workflow.flow import FlowViewset

site = Site(viewsets=[Application(app_name="reported", viewsets=[FlowViewset(Reported)])])
urlpatterns = [path("accounts/", AuthViewset().urls), path("", site.urls)]
