"""A mailbox that grows day by day out of streams of mail, and an owner who files it by stated habits."""

import csv
import datetime
import email.header
import email.utils
import random
import re

START = datetime.datetime(2026, 9, 1, tzinfo=datetime.timezone.utc)
DAYS = 60
SPLIT = 30
NOISE = 0.03
INBOX = "INBOX"


class Words:
    """Expands (a|b) and {slot} until nothing is left."""

    def __init__(self, rng, slots):
        self.rng, self.slots = rng, slots

    def __call__(self, text, **given):
        for _ in range(40):
            found = re.search(r"\{([\w-]+)\}|\(([^()]*\|[^()]*)\)", text)
            if not found:
                return re.sub(r"\s+", " ", text).strip()
            if found.group(1):
                name = found.group(1)
                with_ = given[name] if name in given else self.slot(name)
            else:
                with_ = self.rng.choice(found.group(2).split("|"))
            text = text[: found.start()] + str(with_) + text[found.end() :]
        raise ValueError(text)

    def slot(self, name):
        if name == "n":
            return self.rng.randint(2, 9999)
        if name == "d":
            return self.rng.randint(1, 28)
        if name == "sum":
            return f"{self.rng.randint(4, 900)}.{self.rng.randint(0, 99):02d}"
        return self.rng.choice(self.slots[name])


class Stream:
    """Mail of one origin. `rate` a day on workdays; `habit` tells from what was drawn where the owner puts it."""

    def __init__(self, name, rate, senders, subjects, texts, habit, **more):
        self.name, self.rate, self.senders = name, rate, senders
        self.subjects, self.texts, self.habit = subjects, texts, habit
        self.headers = more.get("headers", {})
        self.cc, self.to = more.get("cc"), more.get("to")
        self.since, self.until = more.get("since", 0), more.get("until", DAYS)
        self.weekend = more.get("weekend", 0.15)
        self.replies = more.get("replies", 0.0)
        self.answered = more.get("answered", 0.0)
        self.attachment = more.get("attachment")
        self.auth = more.get("auth", "pass")


class Mail(dict):
    """What a habit may look at: day, kind, sender, subject, cc, alone, thread."""

    __getattr__ = dict.__getitem__


class Mailbox:
    def __init__(self, owner, seed):
        self.owner = owner
        self.rng = random.Random(f"{owner['name']}/{seed}")
        self.words = Words(self.rng, owner["slots"])
        self.threads = {}
        self.count = 0
        self.out = []

    def run(self):
        for day in range(DAYS):
            weekday = (START + datetime.timedelta(days=day)).weekday() < 5
            for stream in self.owner["streams"]:
                if stream.since <= day < stream.until:
                    mean = stream.rate * (1 if weekday else stream.weekend)
                    for _ in range(self.poisson(mean)):
                        self.mail(stream, day)
        self.out.sort(key=lambda m: m["at"])
        return self.out

    def poisson(self, mean):
        # Knuth's; means are small.
        limit, n, p = 2.718281828459045 ** -mean, 0, self.rng.random()
        while p > limit:
            n, p = n + 1, p * self.rng.random()
        return n

    def mail(self, stream, day):
        rng = self.rng
        open_threads = self.threads.setdefault(stream.name, [])
        reply = open_threads and rng.random() < stream.replies
        name, address = rng.choice(stream.senders)
        if reply:
            root = rng.choice(open_threads[-6:])
            kind, subject, cc = root["kind"], "Re: " + root["subject"], root["cc"]
        else:
            root = None
            kind, template = rng.choice(stream.subjects)
            subject = self.words(template, sender=name)
            cc = self.people(stream.cc, name)
        mine = rng.choice(self.owner["addresses"][:1] * 3 + self.owner["addresses"])
        to = self.people(stream.to, name) or [mine]
        text = " ".join(self.words(t, sender=name) for t in rng.sample(stream.texts, min(len(stream.texts), rng.randint(1, 3))))
        text += "\n\n" + self.words(rng.choice(self.owner["fillers"]), sender=name)
        self.count += 1
        id_ = f"{self.owner['name']}.{self.count}.{rng.randrange(10**6)}@{address.split('@')[1]}"
        hour = min(23.9, max(0.0, rng.gauss(12.5, 4)))
        at = START + datetime.timedelta(days=day, hours=hour)
        answered = root["answered"] if root else False
        mail = Mail(
            day=day, stream=stream.name, kind=kind, sender=address, name=name, subject=subject, cc=cc, to=to,
            alone=not cc and to == [mine], thread=answered, id=id_, at=at, text=text, headers=self.headers(stream, kind, name),
            refs=[root["id"]] if root else [], attachment=stream.attachment if stream.attachment and rng.random() < stream.attachment[1] else None,
            auth=stream.auth if isinstance(stream.auth, str) else rng.choice(stream.auth), mine=False,
        )
        mail["meant"] = stream.habit(mail)
        mail["label"] = self.slip(mail["meant"])
        self.out.append(mail)
        if root is None:
            does = rng.random() < stream.answered
            open_threads.append({"id": id_, "subject": subject, "kind": kind, "cc": cc, "answered": does})
            if does:
                self.answer(mail)

    def slip(self, meant):
        if self.rng.random() >= NOISE:
            return meant
        return self.rng.choice([p for p in self.owner["places"] if p != meant])

    def answer(self, mail):
        at = mail.at + datetime.timedelta(hours=self.rng.uniform(0.2, 9))
        self.count += 1
        self.out.append(Mail(
            day=mail.day, sender=self.owner["addresses"][0], name=self.owner["person"], subject="Re: " + mail.subject, cc=[],
            to=[mail.sender], id=f"{self.owner['name']}.{self.count}@own.example", at=at, text=self.words(self.rng.choice(self.owner["fillers"]), sender=self.owner["person"]),
            headers={}, refs=mail.refs + [mail.id], attachment=None, auth=None, mine=True,
        ))

    def people(self, choice, but):
        if choice is None:
            return []
        groups, chance = choice
        if self.rng.random() >= chance:
            return []
        return [address for name, address in self.rng.choice(groups) if name != but]

    def headers(self, stream, kind, name):
        given = stream.headers(kind, name) if callable(stream.headers) else stream.headers
        return {key: self.words(value, sender=name) for key, value in given.items()}


def render(mail, server):
    lines = []
    if not mail.mine:
        by = "; ".join([f"dmarc={mail.auth} header.from={mail.sender.split('@')[1]}"])
        lines.append(f"Authentication-Results: {server}; {by}")
    lines += [
        f"From: {email.utils.formataddr((mail.name, mail.sender), 'utf-8')}",
        f"To: {', '.join(mail.to)}",
        f"Subject: {encode(mail.subject)}",
        f"Date: {email.utils.format_datetime(mail.at)}",
        f"Message-ID: <{mail.id}>",
        "MIME-Version: 1.0",
    ]
    if mail.cc:
        lines.append(f"Cc: {', '.join(mail.cc)}")
    if mail.refs:
        lines += [f"In-Reply-To: <{mail.refs[-1]}>", "References: " + " ".join(f"<{r}>" for r in mail.refs)]
    lines += [f"{key}: {value}" for key, value in mail.headers.items()]
    if mail.attachment:
        lines += ['Content-Type: multipart/mixed; boundary="part"', "", "--part"]
    lines += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", ""]
    lines += [re.sub(r"^(>*From )", r">\1", line) for line in mail.text.split("\n")]
    if mail.attachment:
        lines += ["--part", f'Content-Type: {mail.attachment[2]}; name="{mail.attachment[0]}"', "Content-Transfer-Encoding: base64", "", "AAAA", "--part--"]
    return "\n".join(lines) + "\n"


def encode(text):
    return text if text.isascii() else email.header.Header(text, "utf-8", maxlinelen=10**6).encode()


def write(owner, seed, folder):
    """Writes NAME.mbox, NAME.labels.csv (with the owner's slips), NAME.truth.csv (without) and NAME.json."""
    mails = Mailbox(owner, seed).run()
    name = owner["name"]
    server = "mx." + owner["addresses"][0].split("@")[1]
    with open(folder / f"{name}.mbox", "w", encoding="utf-8", newline="\n") as out:
        for mail in mails:
            out.write(f"From {mail.sender} {mail.at.strftime('%a %b %d %H:%M:%S %Y')}\n{render(mail, server)}\n")
    kept = [m for m in mails if not m.mine]
    for what in ("label", "meant"):
        with open(folder / f"{name}.{'labels' if what == 'label' else 'truth'}.csv", "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\r\n")
            writer.writerow(["message-id", "folder"])
            writer.writerows([m.id, m[what]] for m in kept)
    before = sum(1 for m in kept if m.day < SPLIT)
    return {
        "name": name, "owners": owner["addresses"], "server": server, "split": before / len(kept), "messages": len(kept),
        "filed": sum(1 for m in kept if m.meant != INBOX), "slips": sum(1 for m in kept if m.meant != m.label),
        "places": len({m.meant for m in kept}),
    }
