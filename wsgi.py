"""The WSGI entry: the application of the installation that the environment names."""

from examapp import create_app

app = create_app()
