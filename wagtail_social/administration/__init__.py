"""What our places in the Wagtail admin share: closed views, changes of rows, lists, exports.

Wagtail's generic views ask a permission on the model and then show any row. Ours ask the row too:
each viewset names one function, ``rows_for(user)``, and list, search, export, inspect, history,
edit and every change of rows read through it. What the viewer may not see is not found.
"""
