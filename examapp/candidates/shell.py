"""The blueprint that the pages of candidates and of their imports share."""

from flask import Blueprint

blueprint = Blueprint("candidates", __name__)
