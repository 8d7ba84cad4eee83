"""stub"""
from greenpath_tui.ui.screens.account_verbs import AccountVerbs
class GreenScreen(AccountVerbs):
    KIND="green"
