"""The room's blueprint, to which each of its modules of pages adds its own."""

from flask import Blueprint

blueprint = Blueprint("organisations", __name__)
