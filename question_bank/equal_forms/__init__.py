"""Equal forms of one list: blueprint exact, enemies apart, and the same test for the borderline candidate.

    parameters   what is known of each item, and what it gives at the cut score, in whole millionths
    rules        cells of the blueprint, exposure and overlap limits
    starting     a first form that keeps every rule        swapping    then swaps until it is equal
    exchanging   forms exchange items with each other      solving     HiGHS, where drawing finds no form
    balancing    all of these, in order                    lacking     why there is no form, by cell
    checking     every rule, counted afresh                figures     ranges and curves of finished forms

Which items a form holds follows from bank, blueprint, count, limits and seed for ever: the seed's stream is
SHA-256, values at the cut are exact decimals rounded to millionths, and the search adds whole numbers only,
so neither a processor nor a library's version has a say. Who changes the search gives it a new name.
"""
