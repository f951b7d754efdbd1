"""The other three owners."""

from streams import INBOX, Stream
from owners import AUTO, NEWS, TEXTS, bulk, people


def parent():
    teachers = people("school.example", "Clara Weiss", "Otto Lind", "Ines Faria")
    family = people("family.example", "Rosa Lima", "Hugo Lima", "Bea Lima")
    parents = people("post.example", "Kim Vogt", "Lars Buch", "Mia Roth", "Joana Reis")
    def school(m):
        if m.kind == "form" or m.thread:
            return INBOX
        return "School/Mila" if "3b" in m.subject else "School/Tom" if "5a" in m.subject else "School/All"
    def shop(m):
        return "Offers" if m.kind == "offer" else ("Deliveries" if m.day >= 35 and m.kind == "shipping" else "Orders")
    def club(m):
        return INBOX if m.kind == "change" or m.thread else "Club"
    school_subjects = [("news", "(Class 3b|Class 5a|All classes): (trip to|project about|news of) {topic}"), ("news", "{topic} (in|for) (3b|5a|the whole school)"), ("form", "(Please sign|Form to return|Permission): {topic} (3b|5a)"), ("news", "(Minutes|Photos|Thanks): {topic} (3b|5a)")]
    shop_subjects = [("order", "(Your order|Order {n}|Thank you for your order): {item}"), ("shipping", "(On its way|Shipped|Arrives tomorrow): {item}"), ("offer", "{item} (now {d} % less|for the autumn|, only this week)"), ("offer", "(For you|New|Your voucher): {item}")]
    return {
        "name": "parent", "person": "Paula Lima", "addresses": ["paula@lima.example", "paula.lima@post.example"], "fillers": TEXTS,
        "places": [INBOX, "School/Mila", "School/Tom", "School/All", "Orders", "Offers", "Club", "Bank", "Photos", "Recipes", "Neighbours"],
        "slots": {"topic": ["the museum", "swimming", "the harvest feast", "first aid", "the choir", "reading week", "the bus", "lunch", "the lantern walk", "homework", "the library", "sports day"],
                  "item": ["winter boots", "rain jacket", "school bag", "crayons", "a book", "bed linen", "a lamp", "football shoes", "toys", "a bicycle light"], "thing": ["the list", "the plan", "the bag", "lunch", "the key", "the date", "the form", "the money for the gift"],
                  "team": ["U9", "U11"], "dish": ["pumpkin soup", "lentils", "apple cake", "bread", "pasta", "stew"]},
        "streams": [
            Stream("school", 12, teachers, school_subjects, TEXTS, school, replies=0.15, answered=0.08, headers=bulk("eltern.school.example"), to=([[("all", "eltern@school.example")]], 0.8)),
            Stream("shops", 14, [("Kleinkram", "service@kleinkram.example"), ("Schuhwerk", "hello@schuhwerk.example"), ("Lampenladen", "service@lampenladen.example")], shop_subjects, ["(Thank you|Hello) Paula, {item} for EUR {sum}, paid.", "Only until the {d}th: {item}."] + NEWS[2:3], shop, headers={"Auto-Submitted": "auto-generated"}, weekend=1),
            Stream("club", 8, people("club.example", "Trainer Jens", "Trainer Ute") + parents[:2], [("change", "(Training|Match) {team} (cancelled|moved|earlier) (today|on Friday|on the {d}th)"), ("result", "(Results|Table|Photos|Report): {team} (match|tournament|season)"), ("result", "{team}: (jerseys|feast|summer camp)")], TEXTS, club, headers=bulk("jugend.club.example"), to=([[("all", "jugend@club.example")]], 1), weekend=1, replies=0.2, answered=0.05),
            Stream("bank", 2, [("Bank", "post@bank.example")], [("b", "(Your statement|Your account statement) for (week {d}|September|October) is ready")], AUTO, lambda m: "Bank", headers={"Auto-Submitted": "auto-generated"}),
            Stream("bills", 1.2, [("Power Works", "billing@power.example"), ("Water Works", "billing@water.example")], [("i", "(Invoice|Payment due|Reminder) {n}")], ["EUR {sum} is due on the {d}th."], lambda m: INBOX, headers={"Auto-Submitted": "auto-generated"}),
            Stream("doctor", 0.8, [("Practice", "office@practice.example")], [("h", "(Appointment|Your appointment|Vaccination) on the {d}th at the practice")], TEXTS, lambda m: INBOX),
            Stream("family", 7, family, [("talk", "(Sunday|Visit|Call me|Grandma) (and {thing}|?|on the {d}th)"), ("photo", "(Photos|Pictures) (from|of) {topic}"), ("talk", "{thing}")], TEXTS, lambda m: "Photos" if m.kind == "photo" and not m.thread else INBOX, replies=0.3, answered=0.35, weekend=1.5),
            Stream("parents", 6, parents, [("talk", "{thing} (for the party|tomorrow|?)"), ("talk", "(Lift|Ride|Gift|Party) (on the {d}th|for Tom|for Mila)")], TEXTS, lambda m: INBOX, cc=([parents], 0.5), replies=0.4, answered=0.3, weekend=1),
            Stream("recipes", 4, [("Kitchen Letter", "letter@kitchen.example")], [("n", "{dish} (in 20 minutes|with {dish}|, the old way)")], NEWS, lambda m: "Recipes", headers=bulk("letter.kitchen.example"), weekend=1),
            Stream("neighbours", 4, people("street.example", "Egon Till", "Ruth Beck", "Ali Kaya"), [("t", "(Lost|Found|To give away|Noise|Street feast): {thing}")], TEXTS, lambda m: "Neighbours" if not m.thread else INBOX, headers=bulk("us.street.example"), to=([[("all", "us@street.example")]], 1), since=20, weekend=1),
        ],
    }


def scientist():
    group = people("uni.example", "Anke Thiel", "Bora Demir", "Chen Yu", "Dora Nagy")
    partners = people("polar.example", "Erik Dahl", "Freya Moe") + people("ice.example", "Guy Petit")
    students = people("stud.uni.example", "Finn Kurz", "Lea Ott", "Jan Voss", "Nora Eich", "Till Horn", "Eda Kaya")
    def ice(m):
        if m.thread or m.kind == "ask":
            return INBOX
        return "ICE/Meetings" if m.kind == "meeting" else ("ICE/Archive" if m.day >= 35 else "ICE/Data")
    def student(m):
        return "Teaching" if m.kind == "paper" and not m.thread else INBOX
    def papers(m):
        return INBOX if "glacier" in m.subject.lower() or "Gletscher" in m.subject else "Papers"
    def uni(m):
        return INBOX if m.kind == "exam" else "Uni/Technik" if m.kind == "it" else "Uni"
    return {
        "name": "scientist", "person": "Greta Lund", "addresses": ["greta.lund@uni.example"], "fillers": TEXTS + ["(Viele Grüße|Herzliche Grüße|Beste Grüße), {sender}", "(Danke|Vielen Dank) für {ding}."],
        "places": [INBOX, "Papers", "Uni", "Uni/Technik", "ICE/Meetings", "ICE/Data", "Teaching", "Conferences", "Lab"],
        "slots": {"thing": ["cores", "isotopes", "the model run", "dust layers", "radar lines", "calibration", "the draft", "figure {d}", "the budget table", "borehole data"], "ding": ["Raumplan", "Eisproben", "Antrag", "Messreihe", "Lehrplan", "Geräteliste", "Protokoll", "Schlüssel", "Heizung"],
                  "topic": ["glacier flow", "sea ice", "permafrost", "aerosols", "firn", "ocean heat", "glacier melt", "snow albedo", "tephra"], "city": ["Bern", "Oslo", "Kiel", "Hobart", "Grenoble"]},
        "streams": [
            Stream("toc", 9, [("Journal Alerts", "alerts@journals.example"), ("Preprints", "listing@preprints.example")], [("p", "(New articles|Latest|Today): {topic}, {topic}"), ("p", "(Neue Artikel|Aktuell): (Gletscher|Meereis|Permafrost|Aerosole)"), ("p", "{topic}: {n} new (preprints|articles)")], AUTO, papers, headers={"Auto-Submitted": "auto-generated", "List-Unsubscribe": "<https://journals.example/u>"}, weekend=0.7),
            Stream("editor", 1.5, people("journals.example", "Editorial Office"), [("r", "(Invitation to review|Reminder: review|Decision on) (manuscript|MS) {n}")], TEXTS, lambda m: INBOX),
            Stream("ice", 13, partners + group[:2], [("meeting", "[ICE] (Telecon|Agenda|Minutes|Next call) (on the {d}th|{topic})"), ("data", "[ICE] (Data|Upload|New version) of {thing} ({topic}|v{d})"), ("data", "[ICE] {thing}: (checked|corrected|on the server)"), ("ask", "[ICE] Greta, {thing}?")], TEXTS, ice,
                   headers=bulk("ice.lists.polar.example"), to=([[("ice", "ice@lists.polar.example")]], 1), replies=0.35, answered=0.08, auth=["pass", "pass", "fail"]),
            Stream("uni", 10, [("Universität", "rundmail@uni.example"), ("Rechenzentrum", "service@uni.example"), ("Prüfungsamt", "rundmail@uni.example")],
                   [("news", "(Einladung|Veranstaltung|Aushang): {ding} (im Hörsaal|am {d}.)"), ("news", "(Änderung|Hinweis|Neu): {ding}"), ("it", "(Wartung|Störung|Ausfall): (Netz|Druckdienst|Mailserver|Speicher)"), ("exam", "(Prüfungen|Klausur|Raum für die Klausur) (am {d}.|: Termine)")], ["(Liebe Kolleginnen und Kollegen|Guten Tag), {ding} (ist neu|wird geändert|liegt bei).", "Fragen bitte an das Sekretariat."], uni, headers={"Precedence": "bulk"}, to=([[("alle", "alle@uni.example")]], 1)),
            Stream("students", 7, students, [("paper", "(Abgabe|Hausarbeit|Übung {d}|Submission): {ding}"), ("paper", "(Exercise|Report) {d}: {thing}"), ("ask", "(Sprechstunde|Frage zur Übung {d}|Question about exercise {d}|Office hours)"), ("ask", "{ding}?")], ["(Sehr geehrte Frau Lund|Dear Dr Lund), (anbei|attached is) {ding}.", "(Viele Grüße|Kind regards), {sender}"], student, attachment=("report.pdf", 0.5, "application/pdf"), replies=0.2, answered=0.3),
            Stream("group", 7, group, [("lab", "(Labor|Lab): {ding}"), ("lab", "(Lab|Labor) (plan|booking) {thing}"), ("talk", "{thing}?"), ("talk", "(Antrag|Proposal|Paper): {thing}")], TEXTS, lambda m: "Lab" if m.kind == "lab" and not m.alone and not m.thread else INBOX, cc=([group], 0.65), replies=0.3, answered=0.25),
            Stream("cfp", 4, [("Conference Office", "cfp@icesummit.example"), ("Polar Week", "info@polarweek.example")], [("c", "(Call for papers|CfP|Deadline extended): {topic}, {city}"), ("c", "{city} {n}: {topic} (session|workshop)")], NEWS, lambda m: "Conferences", headers=bulk("cfp.icesummit.example")),
            Stream("predatory", 3, [("Open Letters", "editor@openletters.example"), ("World Forum", "chair@worldforum.example")], [("c", "(Dear Dr Lund|Submit): (your paper on|speak about) {topic}")], TEXTS, lambda m: INBOX),
            Stream("jobs", 3, [("Polar Jobs", "post@polarjobs.example")], [("c", "(PhD|Postdoc|Stelle): {topic}, {city}")], NEWS, lambda m: "Conferences", headers=bulk("jobs.polarjobs.example"), since=20),
            Stream("health", 0.5, [("Personalabteilung", "personal@uni.example")], [("h", "(Ihr Vertrag|Betriebsarzt: Ihr Termin|Ihre Gehaltsabrechnung)")], ["Bitte melden Sie sich."], lambda m: INBOX),
        ],
    }


def executive():
    heads = people("corp.example", "Vera Noll", "Will Tate", "Xenia Rau", "Yann Leroy", "Zack Hill", "Uma Patel")
    staff = people("corp.example", "Asa Lind", "Ben Orr", "Cora Diaz", "Dirk Behn", "Ella Funk", "Finn Gray")
    board = people("board.example", "Hedda Brink", "Igor Stahl")
    me = "julia.stern@corp.example"
    def head(m):
        if m.thread or m.alone:
            return INBOX
        return "FYI" if me not in m.to else INBOX
    def staff_habit(m):
        if m.thread or m.alone or m.kind == "decide":
            return INBOX
        return ("Projects" if m.day >= 35 else "FYI") if len(m.cc) > 2 else INBOX
    def approval(m):
        return INBOX if m.kind == "required" else "Approvals"
    subjects = [("report", "{area}: (weekly report|status|numbers) (week {d}|{month})"), ("report", "(Update|Summary|Report): {topic} in {area}"), ("decide", "(Decision needed|Your view|To decide): {topic}"), ("talk", "{topic} (in|for) {area}?")]
    return {
        "name": "executive", "person": "Julia Stern", "addresses": [me, "julia@stern.example"], "fillers": TEXTS,
        "places": [INBOX, "FYI", "Reports", "Approvals", "Press", "Travel", "Invites", "Vendors", "Projects"],
        "slots": {"area": ["Nordics", "Iberia", "Logistics", "Retail", "Platform", "People", "Plants"], "topic": ["the merger", "pricing", "the new plant", "hiring", "the audit", "churn", "the brand", "energy", "stock levels", "the offsite", "returns", "safety"], "thing": ["the deck", "the sheet", "the plan", "the memo", "the contract draft", "the forecast"],
                  "month": ["July", "August", "September", "October"], "city": ["Oslo", "Madrid", "Paris", "Vienna", "Milan"], "paper": ["Handelspost", "The Ledger", "Le Marché"]},
        "streams": [
            Stream("heads-cc", 16, heads, subjects, TEXTS, head, to=([heads[:2], heads[2:4], staff[:2]], 1), cc=([[("Julia", me)] + staff[:1], [("Julia", me)] + heads[:2], [("Julia", me)] + staff[2:4]], 1), replies=0.3, answered=0.03),
            Stream("heads", 9, heads, subjects, TEXTS, head, cc=([heads[:2], staff[:1]], 0.4), replies=0.25, answered=0.25),
            Stream("staff", 13, staff, subjects, TEXTS, staff_habit, cc=([heads[:3] + staff[:1], staff[1:2], heads[2:6]], 0.85), replies=0.25, answered=0.1),
            Stream("dash", 10, [("Figures", "reports@corp.example"), ("Figures", "figures@corp.example")], [("r", "{area}: (weekly report|numbers|dashboard) (week {d}|{month})"), ("r", "(Daily|Morning) figures {area}")], AUTO, lambda m: "Reports", headers={"Auto-Submitted": "auto-generated"}, weekend=0.5),
            Stream("approvals", 10, [("Flow", "no-reply@flow.example")], [("required", "(Approval required|Waiting for you|Please approve): {thing} ({topic}|{area})"), ("done", "(Approved|Done|Withdrawn|Expired): {thing} ({topic}|{area})"), ("done", "{sender}: {thing} was (approved|withdrawn) by {area}")], AUTO, approval, headers={"Auto-Submitted": "auto-generated"}),
            Stream("press", 8, [("Press Office", "press@corp.example"), ("The Ledger", "daily@ledger.example"), ("Handelspost", "morgen@handelspost.example")], [("n", "(Press review|{paper}|Morning) {d} {month}: {topic}"), ("n", "{topic}: what (others|markets|analysts) say")], NEWS, lambda m: "Press", headers=bulk("daily.ledger.example"), weekend=0.6),
            Stream("board", 2, board, [("talk", "(Board|Committee|Agenda): {topic}"), ("talk", "{topic}, (confidential|before we meet)")], TEXTS, lambda m: INBOX, replies=0.3, answered=0.5),
            Stream("travel", 2.5, [("Travel Desk", "booking@traveldesk.example")], [("t", "(Booking confirmed|Itinerary|Ticket): {city}, {d} {month}")], ["(Reservation|Booking) {n} for {city}, paid EUR {sum}."], lambda m: "Travel", headers={"Auto-Submitted": "auto-generated"}),
            Stream("events", 5, [("Forum", "invite@forum.example"), ("Club of Nine", "office@clubof.example")], [("i", "(You are invited|Save the date|Dinner): {topic}, {city}")], NEWS, lambda m: "Invites", headers=bulk("invite.forum.example")),
            Stream("vendors", 6, people("vendor1.example", "Rex Sell") + people("vendor2.example", "Tess Pitch") + people("vendor3.example", "Vic Offer"), [("c", "({topic}: a better way|Fifteen minutes about {topic}|Julia, {topic}?)")], TEXTS, lambda m: "Vendors"),
            Stream("legal", 1.5, people("lawfirm.example", "Dr Kern"), [("l", "(Lawsuit|Court date|Claim|Privileged): {topic}")], TEXTS, lambda m: INBOX),
            Stream("people", 1, people("corp.example", "People Desk"), [("s", "(Salary review|Your contract|Medical check): {month}")], TEXTS, lambda m: INBOX),
            Stream("innovation", 3, [("Future Letter", "letter@future.example")], [("n", "{topic} and (robots|agents|batteries)")], NEWS, lambda m: "Press", headers=bulk("letter.future.example"), since=20),
        ],
    }
