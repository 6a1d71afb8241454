"""The WSGI entry. What starts here wakes the worker; an application that a test makes does not."""

from eventsite.cli.jobs import wake_through
from eventsite.factory import create_app

app = create_app()
wake_through(app)
