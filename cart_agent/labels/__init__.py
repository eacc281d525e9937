"""Labels of the ward and its pharmacy: unit doses, what was prepared, wristbands, drawer tags, badges.

    rows.py       what stands in a row of the pharmacy's file, one struct a kind
    label.py      a label: its code, the words on it, and what the cart is to read in it
    stocks.py     the rolls that a printer may hold
    layout.py     where everything stands, in the printer's dots
    zpl.py        a page in the printer's language
    port.py       the way to the printer, and what is wrong with it
    batch.py      a file of rows into labels; refused rows are reported
    prepared.py   the label of a prepared syringe or infusion

A label whose code the cart would not take as exactly this is never printed.
"""
