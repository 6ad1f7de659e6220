"""Why an item, or a part of it, cannot be taken over."""


class Refusal(ValueError):
    """The item cannot be kept as meant; `kind` is a fixed word, the text says what stands in the way."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind
        self.text = text
