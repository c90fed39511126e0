"""The doors through which mail comes in: a listener (SMTP or LMTP), a mailbox that is read (IMAP), a pipe."""
