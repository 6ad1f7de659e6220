"""Why one block of a source cannot become an item."""


class Refusal(ValueError):
    """The block cannot be kept as meant; `kind` is a fixed word, the text says what stands in the way."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind
        self.text = text
