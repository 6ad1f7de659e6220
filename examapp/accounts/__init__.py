"""Staff who sign in: accounts, roles, passwords, the second factor.

It owns the accounts and the throttle of sign-ins, and says who acts on a request.
It may import core only; the bodies, centres and regions that bound a person are codes here, not rows.
"""
