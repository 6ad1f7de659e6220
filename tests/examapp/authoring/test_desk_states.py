from examapp.authoring.desk_states import LOCKED, TRANSITIONS, ItemAct, ItemState, next_state


def test_the_states_are_those_of_the_bank_in_their_order():
    assert [state.value for state in ItemState] == [
        *("draft", "in_review", "translated", "approved", "sealed", "retired")
    ]


def test_each_state_but_the_first_is_reached_by_an_act():
    assert set(TRANSITIONS.values()) == set(ItemState)


def test_what_is_locked_never_goes_back_to_a_draft():
    assert all(after in LOCKED for (before, _act), after in TRANSITIONS.items() if before in LOCKED)


def test_an_act_at_the_wrong_time_leads_nowhere():
    assert next_state(ItemState.DRAFT, ItemAct.APPROVE) is None
    assert next_state(ItemState.IN_REVIEW, ItemAct.APPROVE) is None
