"""`python -m examapp VERB …` is the command `examapp`."""

import gc

from examapp.cli import main

gc.disable()  # until the verb's modules are loaded, see `lazy_group`
main()
