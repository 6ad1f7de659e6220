"""A verb's modules are loaded without the collector, which looks again before the verb does anything."""

import gc

import click

from examapp.cli import main


def test_the_collector_looks_again_once_a_verb_is_loaded() -> None:
    gc.disable()
    try:
        assert main.get_command(click.Context(main), "bank") is not None
        assert not gc.isenabled()
        assert main.get_command(click.Context(main), "identity") is not None
        assert gc.isenabled()
    finally:
        gc.enable()
