backup-made = 💾 Резервная копия сделана: { $name } ({ $size }).
backup-proved = Проверена: открывается, всё сходится, заявок { $orders }.
backup-read = Прочитана до конца, но не развёрнута: у пользователя базы нет права создавать базы.
backup-sealed = 🔒 Открывается только с паролем BACKUP_PASSPHRASE.
backup-unsent = Сюда она не отправлена: нужен пароль BACKUP_PASSPHRASE, и файл не должен быть слишком большим.
backup-deviates = ⚠️ В базе, а значит и в копии, { $count ->
    [one] { $count } расхождение
    [few] { $count } расхождения
   *[other] { $count } расхождений
}. Подробности: repairbot verify.
backup-failed = ❌ Резервной копии нет: { $reason }. Подробности в журнале программы.
backup-why-files = не удалось прочитать или записать файл; проверьте место на диске и права на папку BACKUP_DIR
backup-why-database = не удалось прочитать базу данных или открыть копию
backup-why-no-tool = не установлены программы PostgreSQL pg_dump и pg_restore
backup-why-tool = программа PostgreSQL (pg_dump или pg_restore) закончилась ошибкой
backup-why-no-right = пользователь из DATABASE_URL не может создавать базы, а копия проверяется в новой базе; дайте ему право CREATEDB
backup-why-unsound = копия не прошла проверку
backup-why-other = неизвестная причина
backup-size = { $size } МБ
backup-part = 🔒 Резервная копия, часть { $part } из { $of }
backup-slow = ⚠️ Часть { $part } из { $of } резервной копии не отправлена: диск сервера слишком медленный.
backup-gone = Этой резервной копии больше нет.
