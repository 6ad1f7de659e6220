"""What the small buttons of the editor do to a draft, besides saving it."""

from examapp.authoring.desk_pictures import drop_picture
from examapp.authoring.draft_shapes import add_part, change_kind, move_part, remove_part
from examapp.authoring.item_drafts import Body

# After these the page comes back to the structure, after others to its top.
_AT_THE_STRUCTURE = frozenset({"add", "remove", "up", "down", "kind", "drop", "upload"})


def apply_act(body: Body, act: str) -> Body:
    """Return the draft after a button: `add:choices`, `remove:b`, `up:b`, `down:b`, `kind:order`, `drop:m1`.

    Whatever else is pressed saves and changes nothing more.
    """
    verb, _colon, name = act.partition(":")
    match verb:
        case "add":
            return add_part(body, name)
        case "remove":
            return remove_part(body, name)
        case "up":
            return move_part(body, name, -1)
        case "down":
            return move_part(body, name, 1)
        case "kind":
            return change_kind(body, name)
    return drop_picture(body, name) if verb == "drop" else body


def place_after(act: str) -> str | None:
    """Return the part of the page that an act leads back to, None for its top."""
    return "structure" if act.partition(":")[0] in _AT_THE_STRUCTURE else None
