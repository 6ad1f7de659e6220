"""Planning sittings over the year's schedule: who sits where and when, and why somebody cannot.

A greedy with repair. Whoever needs most is placed first, then body by body, in the own district and in
sittings that stand; who is left over is placed by moving others, and small sittings are merged. The other
candidate was a mixed-integer programme a region, solved by HiGHS. Measured with 5,000 people, 20 centres and
a quarter, CPU seconds and people placed of whom the rules allow (`python -m tests.load.placing`):

                              greedy            HiGHS
    a quarter, any day      0.2  5,000       12.5  5,000
    two weeks a body        0.1  5,000        8.1  5,000
    two hours a day         0.2  4,911       12.5  4,924
    two hours, two weeks    0.4  4,607        5.5  4,634
    too few seats           4.2  4,043       25.7  4,045 (not proven)

Neither breaks a rule. Where there are seats enough both place everybody; where there are not, HiGHS finds
up to 0.6 % more places and leaves more people in their own district. The greedy won because it is six to
eighty times as fast, so that an operator tries three plans in a minute; because its causes come from the
same rules that placed the others; and because it needs no second program that gives rooms and hours to
HiGHS's numbers. HiGHS left to itself drops exactly those who need a room alone: it had to be told not to.
"""
