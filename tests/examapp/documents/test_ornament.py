"""The ornament: made once, within its frame, and unmistakable for a rehearsal."""

from examapp.documents.ornament import PAGE, SAFFRON_TINT, certificate_ground, tile_mark


def numbers_of(drawing):
    for shape in drawing.shapes:
        for command in shape.commands:
            if command[0] != "R":
                yield from zip(command[1::2], command[2::2], strict=True)


def test_the_ground_is_made_once():
    assert certificate_ground(rehearsal=False) is certificate_ground(rehearsal=False)


def test_everything_lies_inside_the_frame_eight_millimetres_from_the_edge():
    for x, y in numbers_of(certificate_ground(rehearsal=False)):
        assert 8 <= x <= PAGE[0] - 8
        assert 8 <= y <= PAGE[1] - 8


def test_a_rehearsal_has_saffron_fields_instead_of_the_long_strands():
    official, rehearsal = certificate_ground(rehearsal=False), certificate_ground(rehearsal=True)
    assert sum(shape.colour == SAFFRON_TINT for shape in rehearsal.shapes) == 2
    assert not any(shape.colour == SAFFRON_TINT for shape in official.shapes)
    assert len(rehearsal.shapes) < len(official.shapes)


def test_the_mark_fills_its_box():
    assert all(0 <= x <= 20 and 0 <= y <= 20 for x, y in numbers_of(tile_mark()))
