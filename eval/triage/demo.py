#!/usr/bin/env python3
"""Makes an mbox and labels of the demo mailbox: demo.py SAMPLES FOLDER. Filed mail is labelled by its folder, the inbox by what a careful assistant does."""

import csv
import email
import email.utils
import json
import pathlib
import re
import sys


def main():
    samples, folder = map(pathlib.Path, sys.argv[1:3])
    manifest = json.loads((samples / "manifest.json").read_text(encoding="utf-8"))
    labels = {}
    with open(folder / "demo.mbox", "wb") as out:
        for message in manifest["messages"]:
            raw = (samples / message["file"]).read_bytes().replace(b"\r\n", b"\n")
            parsed = email.message_from_bytes(raw)
            out.write(b"From - Mon Nov 23 06:30:00 2026\n" + re.sub(rb"^(>*From )", rb">\1", raw, flags=re.M).rstrip(b"\n") + b"\n\n")
            wanted = (message["expect"] or "keep") if message["folder"] == "INBOX" else message["folder"]
            if message["folder"] == "Sent" or parsed["Message-ID"] is None:
                continue
            stays = wanted in ("keep", "hold", "Archive")
            labels.setdefault(parsed["Message-ID"].strip(), "INBOX" if stays else wanted)
    with open(folder / "demo.labels.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["message-id", "folder"])
        writer.writerows(labels.items())
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    about = [a for a in about if a["name"] != "demo"]
    about.append({"name": "demo", "owners": manifest["owner"]["addresses"], "server": "mx.vega.example", "split": 0.5, "messages": len(labels)})
    (folder / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
