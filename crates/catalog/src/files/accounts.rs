use super::KnownFile;
use crate::ImageRecord;

/// A user: name, uid, gid, home, shell.
type User = (&'static str, u32, u32, &'static str, &'static str);

/// Descriptions that are not the user's name, in Debian's and Ubuntu's `/etc/passwd`.
const DESCRIPTIONS: [(&str, &str); 4] =
    [("list", "Mailing List Manager"), ("irc", "ircd"), ("_apt", ""), ("ubuntu", "Ubuntu")];

const NOLOGIN: &str = "/usr/sbin/nologin";
const ALPINE_NOLOGIN: &str = "/sbin/nologin";

/// Users of every Debian and Ubuntu image (`base-passwd`).
const DEBIAN: [User; 18] = [
    ("root", 0, 0, "/root", "/bin/bash"),
    ("daemon", 1, 1, "/usr/sbin", NOLOGIN),
    ("bin", 2, 2, "/bin", NOLOGIN),
    ("sys", 3, 3, "/dev", NOLOGIN),
    ("sync", 4, 65534, "/bin", "/bin/sync"),
    ("games", 5, 60, "/usr/games", NOLOGIN),
    ("man", 6, 12, "/var/cache/man", NOLOGIN),
    ("lp", 7, 7, "/var/spool/lpd", NOLOGIN),
    ("mail", 8, 8, "/var/mail", NOLOGIN),
    ("news", 9, 9, "/var/spool/news", NOLOGIN),
    ("uucp", 10, 10, "/var/spool/uucp", NOLOGIN),
    ("proxy", 13, 13, "/bin", NOLOGIN),
    ("www-data", 33, 33, "/var/www", NOLOGIN),
    ("backup", 34, 34, "/var/backups", NOLOGIN),
    ("list", 38, 38, "/var/list", NOLOGIN),
    ("irc", 39, 39, "/run/ircd", NOLOGIN),
    ("_apt", 42, 65534, "/nonexistent", NOLOGIN),
    ("nobody", 65534, 65534, "/nonexistent", NOLOGIN),
];

/// Groups of every Debian and Ubuntu image.
const DEBIAN_GROUPS: &str = "root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\nlp:x:7:\n\
    mail:x:8:\nnews:x:9:\nuucp:x:10:\nman:x:12:\nproxy:x:13:\nkmem:x:15:\ndialout:x:20:\nfax:x:21:\nvoice:x:22:\n\
    cdrom:x:24:\nfloppy:x:25:\ntape:x:26:\nsudo:x:27:\naudio:x:29:\ndip:x:30:\nwww-data:x:33:\nbackup:x:34:\n\
    operator:x:37:\nlist:x:38:\nirc:x:39:\nsrc:x:40:\nshadow:x:42:\nutmp:x:43:\nvideo:x:44:\nsasl:x:45:\n\
    plugdev:x:46:\nstaff:x:50:\ngames:x:60:\nusers:x:100:\nnogroup:x:65534:\n";

/// Users of every Alpine image (`alpine-baselayout`).
const ALPINE: [User; 17] = [
    ("root", 0, 0, "/root", "/bin/sh"),
    ("bin", 1, 1, "/bin", ALPINE_NOLOGIN),
    ("daemon", 2, 2, "/sbin", ALPINE_NOLOGIN),
    ("lp", 4, 7, "/var/spool/lpd", ALPINE_NOLOGIN),
    ("sync", 5, 0, "/sbin", "/bin/sync"),
    ("shutdown", 6, 0, "/sbin", "/sbin/shutdown"),
    ("halt", 7, 0, "/sbin", "/sbin/halt"),
    ("mail", 8, 12, "/var/mail", ALPINE_NOLOGIN),
    ("news", 9, 13, "/usr/lib/news", ALPINE_NOLOGIN),
    ("uucp", 10, 14, "/var/spool/uucppublic", ALPINE_NOLOGIN),
    ("cron", 16, 16, "/var/spool/cron", ALPINE_NOLOGIN),
    ("ftp", 21, 21, "/var/lib/ftp", ALPINE_NOLOGIN),
    ("sshd", 22, 22, "/dev/null", ALPINE_NOLOGIN),
    ("games", 35, 35, "/usr/games", ALPINE_NOLOGIN),
    ("ntp", 123, 123, "/var/empty", ALPINE_NOLOGIN),
    ("guest", 405, 100, "/dev/null", ALPINE_NOLOGIN),
    ("nobody", 65534, 65534, "/", ALPINE_NOLOGIN),
];

/// Groups of every Alpine image.
const ALPINE_GROUPS: &str = "root:x:0:root\nbin:x:1:root,bin,daemon\ndaemon:x:2:root,bin,daemon\n\
    sys:x:3:root,bin\nadm:x:4:root,daemon\ntty:x:5:\ndisk:x:6:root\nlp:x:7:lp\nkmem:x:9:\nwheel:x:10:root\n\
    floppy:x:11:root\nmail:x:12:mail\nnews:x:13:news\nuucp:x:14:uucp\ncron:x:16:cron\naudio:x:18:\ncdrom:x:19:\n\
    dialout:x:20:root\nftp:x:21:\nsshd:x:22:\ninput:x:23:\ntape:x:26:root\nvideo:x:27:root\nnetdev:x:28:\n\
    kvm:x:34:kvm\ngames:x:35:\nshadow:x:42:\nwww-data:x:82:\nusers:x:100:games\nntp:x:123:\nabuild:x:300:\n\
    utmp:x:406:\nping:x:999:\nnogroup:x:65533:\nnobody:x:65534:\n";

/// Users that only root's neighbours need where nothing more is known (BusyBox, RPM distributions).
const SMALL: [User; 2] =
    [("root", 0, 0, "/root", "/bin/sh"), ("nobody", 65534, 65534, "/home", "/bin/false")];

/// Users of the distroless images.
const DISTROLESS: [User; 3] = [
    ("root", 0, 0, "/root", ALPINE_NOLOGIN),
    ("nobody", 65534, 65534, "/nonexistent", ALPINE_NOLOGIN),
    ("nonroot", 65532, 65532, "/home/nonroot", ALPINE_NOLOGIN),
];

impl ImageRecord {
    /// `/etc/passwd`, `/etc/group` and the home directories under `/home` and `/var/lib`.
    pub(super) fn accounts(&self, files: &mut Vec<KnownFile>) {
        let (base, groups): (&[User], &str) = if self.os.contains("distroless") {
            (&DISTROLESS, "root:x:0:\nnobody:x:65534:\ntty:x:5:\nstaff:x:50:\nnonroot:x:65532:\n")
        } else if self.package_manager == "apk" {
            (&ALPINE, ALPINE_GROUPS)
        } else if self.package_manager == "apt" {
            (&DEBIAN, DEBIAN_GROUPS)
        } else {
            (&SMALL, "root:x:0:\nnobody:x:65534:\n")
        };
        let mut passwd = String::new();
        let mut group = groups.to_owned();
        for user in base.iter().copied().chain(self.own_users()) {
            let (name, uid, gid, home, shell) = user;
            // Users that the distribution itself makes are described, those of an image are not.
            let described = self.package_manager == "apt" && DEBIAN.iter().any(|user| user.0 == name);
            let other = DESCRIPTIONS.iter().find(|(user, _)| *user == name).map(|(_, text)| *text);
            let description = other.unwrap_or(if described { name } else { "" });
            passwd.push_str(&format!("{name}:x:{uid}:{gid}:{description}:{home}:{shell}\n"));
            let taken = group.lines().any(|line| line.split(':').nth(2) == Some(&gid.to_string()));
            if !taken {
                group.push_str(&format!("{name}:x:{gid}:\n"));
            }
            if uid > 0 && (home.starts_with("/home/") || home.starts_with("/var/lib/postgresql")) {
                files.push(KnownFile { uid, gid, ..KnownFile::dir(home, 0o755) });
            }
        }
        if self.package_manager == "apt" {
            shadow_files(&passwd, &group, files);
        }
        files.push(KnownFile::text("/etc/passwd", passwd));
        files.push(KnownFile::text("/etc/group", group));
    }

    /// Users that the image itself adds, by what its build file says.
    fn own_users(&self) -> impl Iterator<Item = User> {
        let alpine = self.package_manager == "apk";
        let pick = |debian: User, on_alpine: User| Some(if alpine { on_alpine } else { debian });
        let own = match self.family() {
            "node" | "ghost" => pick(
                ("node", 1000, 1000, "/home/node", "/bin/bash"),
                ("node", 1000, 1000, "/home/node", "/bin/sh"),
            ),
            "bun" => Some(("bun", 1000, 1000, "/home/bun", "/bin/sh")),
            "deno" => Some(("deno", 1993, 1993, "/home/deno", "/bin/sh")),
            "gradle" => Some(("gradle", 1000, 1000, "/home/gradle", "/bin/bash")),
            "nginx" => pick(
                ("nginx", 101, 101, "/nonexistent", "/bin/false"),
                ("nginx", 101, 101, "/var/cache/nginx", ALPINE_NOLOGIN),
            ),
            "httpd" | "php" | "wordpress" if alpine => {
                Some(("www-data", 82, 82, "/home/www-data", ALPINE_NOLOGIN))
            }
            "postgres" => pick(
                ("postgres", 999, 999, "/var/lib/postgresql", "/bin/bash"),
                ("postgres", 70, 70, "/var/lib/postgresql", "/bin/sh"),
            ),
            "redis" => pick(
                ("redis", 999, 999, "/home/redis", "/bin/sh"),
                ("redis", 999, 1000, "/home/redis", ALPINE_NOLOGIN),
            ),
            "mysql" => Some(("mysql", 999, 999, "/var/lib/mysql", "/bin/false")),
            "mariadb" => Some(("mysql", 999, 999, "/home/mysql", "/bin/sh")),
            "mongo" => Some(("mongodb", 999, 999, "/data/db", "/bin/sh")),
            "memcached" => Some(("memcache", 11211, 11211, "/home/memcache", ALPINE_NOLOGIN)),
            "haproxy" => Some(("haproxy", 99, 99, "/var/lib/haproxy", "/bin/sh")),
            "rabbitmq" => Some(("rabbitmq", 100, 101, "/var/lib/rabbitmq", ALPINE_NOLOGIN)),
            "aspnet" | "runtime" | "sdk" => Some(("app", 1654, 1654, "/home/app", "/bin/sh")),
            _ => None,
        };
        // Ubuntu's own images carry this user since 23.04.
        let ubuntu = ["ubuntu 24", "ubuntu 26"].iter().any(|os| self.os.starts_with(os));
        let ubuntu = ubuntu && !self.os.contains("chiseled") && self.family() != "gradle";
        own.into_iter().chain(ubuntu.then_some(("ubuntu", 1000, 1000, "/home/ubuntu", "/bin/bash")))
    }
}

/// The files beside `passwd` and `group` of Debian and Ubuntu: nobody has a password there. The day on which that was
/// set differs from image to image, its length does not.
fn shadow_files(passwd: &str, group: &str, files: &mut Vec<KnownFile>) {
    let names = |text: &str, rest: &str| -> String {
        let name = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
        text.lines().map(|line| format!("{}{rest}\n", name(line))).collect()
    };
    let shadow = |path: &str, text| KnownFile { mode: 0o640, gid: 42, ..KnownFile::text(path, text) };
    files.push(shadow("/etc/shadow", names(passwd, ":*:20000:0:99999:7:::")));
    files.push(shadow("/etc/gshadow", names(group, ":*::")));
    files.push(KnownFile::text("/etc/subuid", String::new()));
    files.push(KnownFile::text("/etc/subgid", String::new()));
}
