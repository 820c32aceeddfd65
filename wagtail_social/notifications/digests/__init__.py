"""Digests: what somebody missed, at their morning, while they were not here.

``due`` lets mails wait, ``composing`` makes letters of them; both ask ``absence`` who was away.
"""
