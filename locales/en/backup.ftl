backup-made = 💾 A backup was made: { $name } ({ $size }).
backup-proved = Checked: it opens, everything agrees, orders: { $orders }.
backup-read = Read to its end, but not restored: the database's user may not create databases.
backup-sealed = 🔒 It opens with BACKUP_PASSPHRASE only.
backup-unsent = It was not sent here: BACKUP_PASSPHRASE is needed, and the file must not be too large.
backup-deviates = ⚠️ The database, and so its backup, has { $count ->
    [one] { $count } deviation
   *[other] { $count } deviations
}. Details: repairbot verify.
backup-failed = ❌ There is no backup: { $reason }. Details are in the program's log.
backup-why-files = a file could not be read or written; look at the free space and the rights of the folder BACKUP_DIR
backup-why-database = the database could not be read, or the copy could not be opened
backup-why-no-tool = PostgreSQL's programs pg_dump and pg_restore are not installed
backup-why-tool = PostgreSQL's program (pg_dump or pg_restore) failed
backup-why-no-right = the user of DATABASE_URL may not create databases, and a copy is proved in a new one; give it CREATEDB
backup-why-unsound = the copy did not pass its check
backup-why-other = the reason is not known
backup-size = { $size } MB
backup-part = 🔒 Backup, part { $part } of { $of }
backup-slow = ⚠️ Part { $part } of { $of } of the backup was not sent: the server's disk is too slow.
backup-gone = This backup is not there any more.
