"""Items, question lists, cut scores, policy, requirements: a sentence for each kind of act."""

from collections.abc import Mapping
from typing import Final

from examapp.core.i18n import N_

CONTENT_WORDS: Final[Mapping[str, str]] = {
    "cut_score.abandoned": N_("The study of the cut score was given up."),
    "cut_score.ballot_submitted": N_("A judge handed in the ballot."),
    "cut_score.items_opened": N_("A judge opened the items to judge them."),
    "cut_score.judge_released": N_("A judge was released."),
    "cut_score.opened": N_("A study of the cut score was opened."),
    "cut_score.round_begun": N_("The second round of judging was begun."),
    "cut_score.round_closed": N_("A round of judging was closed."),
    "cut_score.sealed": N_("The chair sealed the cut score."),
    "item.accept": N_("The item was accepted in review."),
    "item.approve": N_("The item was approved."),
    "item.begun": N_("The item was begun."),
    "item.comment_settled": N_("A remark on the item was settled."),
    "item.commented": N_("A remark on the item was written."),
    "item.complete": N_("The translation of the item was completed."),
    "item.retire": N_("The item was retired."),
    "item.return": N_("The item was returned to its author."),
    "item.saved": N_("The text or the key of the item was saved."),
    "item.seal": N_("The item was sealed in a question list."),
    "item.submit": N_("The item was submitted for review."),
    "policy.approved": N_("A value of the policy was approved."),
    "policy.proposed": N_("A value of the policy was proposed."),
    "position.listed": N_("A position was put on the list of those who are attested."),
    "position.unlisted": N_("A position was taken off the list of those who are attested."),
    "programme.created": N_("The programme was created."),
    "question_list.composed": N_("The question list was composed."),
    "question_list.items_opened": N_("The sealed items were opened to be read."),
    "question_list.printed": N_("The question list was printed."),
    "question_list.retired": N_("The question list was ended."),
    "question_list.sealed": N_("The question list was sealed."),
    "question_list.signed": N_("An official signed the question list."),
    "question_list.withdrawn": N_("The question list was taken back before it was sealed."),
    "requirements.begun": N_("A new version of the requirements was begun."),
    "requirements.discarded": N_("The draft of the requirements was discarded."),
    "requirements.drafted": N_("The draft of the requirements was saved."),
    "requirements.published": N_("A version of the requirements was published."),
}
