"""What a person does next about a finding; one sentence serves many kinds."""

from examapp.core.i18n import N_

WRITE_ANEW = N_("Write it anew, or correct the file and bring it again.")
MARK_KEY = N_("Mark the right answer in the file and bring it again.")
LOOK = N_("Look at the item on its page before you send it to review.")
COMPARE = N_("Compare the words with the source.")
ACCEPT_MEND = N_("Accept the proposed mend, or correct it on the item’s page.")
CORRECT = N_("Correct it on the item’s page.")
NOTHING = N_("Nothing has to be done unless you miss it.")
LOOK_AT_SCORING = N_("Look at the scoring table of the item.")
TRANSLATE = N_("Translators add it once the item is in review.")
ADD_PICTURE = N_("Add the picture on the item’s page, as PNG, JPEG or a plain SVG.")
DESCRIBE = N_("Describe the picture for those who do not see it.")
DIVIDE = N_("Divide the list into smaller files and bring each.")
EXPORT_AGAIN = N_("Export the list again where it came from, and bring the new file.")
PACK_AGAIN = N_("Pack the files again as a plain zip without a password, and bring that.")
SAVE_AS_XLSX = N_("Save it in the spreadsheet program as XLSX without a password, and bring that.")
LOOK_AT_CELL = N_(
    "Look at the cell in the spreadsheet program, write what is meant as text, and bring the file again."
)
ANSWER = N_("Say below whether the block shall be divided as proposed, or correct the file.")
LEAVE_OUT = N_("It cannot be examined here: leave it out, or write another question in its place.")
MAKE_ONE_EACH = N_("Make an item of each question.")
KEEP_ONE = N_("Keep one of the two.")
CHANGE_LIST = N_("Change some items, so that the list gives nothing away.")
WRITE_OPTIONS = N_("Write options that differ and that can be chosen alone.")
NAME_ENEMY = N_("Name another item of the list, or take the name out.")
KEEP_NATIVE = N_("Keep the item in the native format if nothing may be lost.")
CHOOSE_FORMAT = N_("Choose a file of one of the formats that this page names.")
SAVE_AS_UTF8 = N_("Save the file as UTF-8 and bring it again.")
BRING_AGAIN = N_("Bring the file again.")
