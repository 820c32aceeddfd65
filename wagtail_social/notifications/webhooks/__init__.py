"""Webhooks: news of a group, sent to an address outside that an administrator allowed.

``rules`` says which groups may send, ``queueing`` puts calls down when news is told, ``composing``
asks again and writes one, ``client`` carries it, and ``sending`` sees that each is sent once.
"""
