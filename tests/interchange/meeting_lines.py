"""Lines about meetings to import: the records of a bakery that met before it came here."""

from __future__ import annotations

from typing import Any

AT = "2024-01-05T08:00:00Z"

AGENDA = """# Ovens and doughs, *spring* round

Bring the logbook of **oven 2**. The [list of repairs](https://kornblum.example/repairs) is open.

## Steam

- What the fitter said
- Whether we wait for summer

```
# this is code, not a heading
valve 3: 0.4 bar
```

## [Rye](https://kornblum.example/rye) from the mill at Hollern

Two sacks came wet.

### Who tastes

Hedda, Yusuf and whoever is awake.

##

Something nobody gave a name.

Apprentices
-----------

First week of September.
"""

MINUTES = """# Notes

Taken by Lotte, on the back of a delivery note.

## STEAM!

The fitter comes on Tuesday.

### Valve

Yusuf turns it off by hand until then.

## Rye from the mill at Hollern

We send both sacks back.

## Who tastes

All three, on Thursday.

## Any other business

The cat is back.
"""

#: A record of another system: the base of the format, two meetings in a row.
BASE: list[dict[str, Any]] = [
    {
        "id": "spring",
        "group": "ovens",
        "title": "Ovens and doughs, spring",
        "date": "2024-03-04",
        "start": "13:30",
        "end": "15:00",
        "agenda": AGENDA,
        "minutes": MINUTES,
        "documents": [
            {"file": "files/steam.txt", "title": "Steam in oven 2", "when": "before"},
            {"file": "files/rye prices.csv", "when": "after"},
        ],
        "next": "summer",
    },
    {
        "id": "summer",
        "group": "ovens",
        "title": "Ovens and doughs, summer",
        "date": "2024-06-03",
        "start": "13:30",
        "end": "15:00",
        "time_zone": "Europe/Berlin",
        "agenda": "## Holidays\n\nWho is away when.\n",
        "next": None,
    },
]

FILES = {
    "files/steam.txt": b"Oven 2 loses 0.2 bar an hour.\n",
    "files/rye prices.csv": b"mill,price\nHollern,0.71\n",
    "files/steam-2.txt": b"Oven 2 loses 0.1 bar an hour since Tuesday.\n",
}

#: A series that comes back: from when on, and how many of its dates have been used.
PLANS: dict[str, Any] = {
    "id": "plans",
    "rhythm": "monthly",
    "first_starts": "2024-05-06T11:00:00Z",
    "first_ends": "2024-05-06T12:00:00Z",
    "time_zone": "Europe/Berlin",
    "made": 4,
    "drafts": True,
    "creator": "grete",
    "created": AT,
}

#: A meeting with everything that the format has.
WHOLE: dict[str, Any] = {
    "id": "plan",
    "title": "The shop in the Marktgasse",
    "starts": "2024-05-06T11:00:00Z",
    "ends": "2024-05-06T12:00:00Z",
    "time_zone": "Europe/Berlin",
    "place": "Room behind the ovens",
    "join_url": "https://meet.kornblum.example/plan",
    "purpose": "We know whether we open it.",
    "state": "closed",
    "creator": "grete",
    "created": AT,
    "uid": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "sequence": 3,
    "changed": "2024-04-30T08:00:00Z",
    "remarks_until": "2024-05-13T12:00:00Z",
    "series": PLANS,
    "people": [
        {"username": "grete", "duty": "chair", "answer": "yes", "answered": AT, "attended": True},
        {"username": "wim", "duty": "minutes", "attended": True, "invited_by": "grete"},
        {"username": "lotte", "answer": "no", "reason": "Early shift", "attended": False},
    ],
    "introduction": "Read the *lease* before.",
    "items": [
        {
            "title": "The lease",
            "id": "lease",
            "text": "Ten years is **long**.",
            "purpose": "decide",
            "presenter": "grete",
            "minutes": 20,
            "standing": True,
            "created": AT,
            "note": {
                "text": "Five years and an option.",
                "by": "wim",
                "at": "2024-05-06T11:20:00Z",
            },
            "outcomes": [
                {"kind": "decision", "text": "We sign for five years.", "by": "wim"},
                {"kind": "information", "text": "The owner wants bread on Sundays."},
            ],
            "actions": [
                {
                    "text": "Ask for the option in writing",
                    "owner": "grete",
                    "due": "2024-05-20",
                    "status": "done",
                    "by": "wim",
                    "closed": "2024-05-18T09:00:00Z",
                    "told": "grete",
                    "updates": [
                        {"kind": "moved", "due": "2024-05-20", "author": "wim", "at": AT},
                        {"kind": "handed", "owner": "grete", "author": "wim", "at": AT},
                        {"text": "Rang. Nobody.", "author": "grete", "at": "2024-05-14T09:00:00Z"},
                        {"status": "done", "author": "grete", "at": "2024-05-18T09:00:00Z"},
                    ],
                },
                {
                    "text": "Measure the door",
                    "owner": "lotte",
                    "due": "2024-05-21",
                    "status": "dropped",
                },
            ],
            "remarks": [
                {
                    "text": "It was seven years, I think.",
                    "author": "lotte",
                    "wants_change": True,
                    "state": "declined",
                    "answer": "Five: page 2.",
                    "answered_by": "wim",
                    "at": "2024-05-08T09:00:00Z",
                }
            ],
            "documents": [
                {
                    "title": "Lease",
                    "id": "lease-paper",
                    "versions": [
                        {"file": "files/steam.txt", "name": "lease.txt", "by": "grete", "at": AT},
                        {
                            "file": "files/steam-2.txt",
                            "name": "lease 2.txt",
                            "number": 2,
                            "by": "wim",
                            "at": "2024-05-02T08:00:00Z",
                        },
                    ],
                }
            ],
            "followers": ["lotte"],
        },
        {
            "title": "A bench in front",
            "id": "bench",
            "state": "proposed",
            "proposed_by": "lotte",
            "created": AT,
        },
        {"title": "Paint", "id": "paint", "state": "dropped", "locked": True, "closed": AT},
    ],
    "note": {"text": "Coffee was cold."},
    "approved": [
        {"number": 1, "approved": "2024-05-13T13:00:00Z", "by": "grete"},
    ],
    "dates": [
        {
            "starts": "2024-06-10T11:00:00Z",
            "ends": "2024-06-10T12:00:00Z",
            "time_zone": "Europe/Berlin",
            "by": "grete",
            "settled": "plan-2",
            "chosen": True,
            "votes": [
                {"username": "wim", "answer": "yes", "at": "2024-05-07T08:00:00Z"},
                {"username": "lotte", "answer": "maybe"},
            ],
        }
    ],
}

#: The meeting after it, of a group, which goes on with an item.
AFTER: dict[str, Any] = {
    "id": "plan-2",
    "title": "The shop again",
    "starts": "2024-06-10T11:00:00Z",
    "ends": "2024-06-10T12:00:00Z",
    "group": "ovens",
    "state": "open",
    "created": "2024-05-14T08:00:00Z",
    "series": PLANS,
    "items": [
        {"title": "The lease", "id": "lease-2", "carried_from": "lease", "standing": True},
    ],
}

#: Meetings that more has happened to.
LIVED: list[dict[str, Any]] = [
    {
        "id": "fair",
        "title": "The bread fair",
        "starts": "2024-07-01T08:00:00Z",
        "ends": "2024-07-01T09:00:00Z",
        "open_to_all": True,
        "state": "approved",
        "created": "2024-05-10T08:00:00Z",
        "correcting": "2024-07-04T08:00:00Z",
        "people": [{"username": "wim", "duty": "chair"}],
        "withdrawn": [
            {
                "username": "lotte",
                "title": "The fair",
                "starts": "2024-07-01T07:00:00Z",
                "ends": "2024-07-01T08:00:00Z",
                "time_zone": "Europe/Berlin",
                "sequence": 2,
                "at": "2024-06-20T08:00:00Z",
            }
        ],
        "outcomes": [{"kind": "decision", "text": "We bake there."}],
        "documents": [
            {"file": "files/steam.txt", "id": "gone", "removed": "2024-06-21T08:00:00Z"},
        ],
        "approved": [
            {"number": 1, "approved": "2024-07-02T08:00:00Z", "by": "wim"},
            {
                "number": 2,
                "approved": "2024-07-03T08:00:00Z",
                "by": "wim",
                "reason": "The oven was cold.",
            },
        ],
    },
    {
        "id": "off",
        "title": "Called off",
        "starts": "2024-07-08T08:00:00Z",
        "ends": "2024-07-08T09:00:00Z",
        "created": "2024-05-11T08:00:00Z",
        "cancelled": "2024-07-01T08:00:00Z",
        "state": "open",
    },
]

#: What people say about its items.
TALK: list[dict[str, Any]] = [
    {"id": "t1", "item": "lease", "author": "lotte", "created": AT, "body": "Ten years?"},
    {
        "id": "t2",
        "item": "lease",
        "author": "grete",
        "created": "2024-05-03T08:00:00Z",
        "body": "Five, @lotte, with an option.",
        "parent": "t1",
        "reactions": [{"username": "lotte", "kind": "thanks"}],
    },
]
