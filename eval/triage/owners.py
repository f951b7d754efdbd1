"""Five owners with their habits. A habit looks at more than the sender: words of the subject, who else got it, whether they take part in it."""

from streams import INBOX, Stream


def people(domain, *names):
    return [(n, f"{n.lower().replace(' ', '.')}@{domain}") for n in names]


TEXTS = ["(Hello|Hi|Good morning), (as discussed|as promised|for your information), {thing} is (ready|attached|below).",
         "(Please|Could you|When you can,) look at {thing} (this week|before Friday|when there is time).",
         "We (changed|moved|finished|started) {thing} (yesterday|today|last week) and (it works|some questions stay open|more follows).",
         "(Thanks|Many thanks|Best regards), {sender}"]
AUTO = ["This message was sent (automatically|by a program). {thing}: {n} (items|entries|changes).", "See (details|the log|more) online about {thing}.",
        "You (receive|get) this because you (subscribed|follow {thing}|are a member)."]
NEWS = ["In this issue: {thing}, {thing} and {thing}.", "Our readers (ask|wonder|write) about {thing}.", "(Read on|Continue) in the browser. (Unsubscribe|Leave this list) at any time.",
        "(A long read|An interview|A short note) about {thing} by {n} authors."]


def bulk(list_id, more=None):
    return {"List-Id": f"<{list_id}>", "List-Unsubscribe": f"<https://{list_id}/leave>", "Precedence": "bulk", **(more or {})}


def engineer():
    team = people("forge.example", "Ivo Brandt", "Lena Holm", "Sam Osei", "Rui Prata", "Mina Sato", "Carl Dietz")
    manager = people("forge.example", "Olga Petrova")
    repos = ["forge/api", "forge/web", "forge/infra", "forge/docs"]
    def code(kind, name):
        return {"List-Id": "<code.codehost.example>", "List-Unsubscribe": "<https://codehost.example/u>", "Precedence": "list"}
    def code_habit(m):
        if m.thread or "mention" in m.kind:
            return INBOX
        if "forge/docs" in m.subject:
            return "Low"
        return "Reviews" if m.kind == "review" and ("forge/api" in m.subject or "forge/web" in m.subject) else "Code"
    def build_habit(m):
        return INBOX if m.kind == "failed" and " main" in m.subject else "Builds"
    def alert_habit(m):
        if m.kind == "critical":
            return INBOX
        return "Ops" if m.day >= 35 else "Alerts"
    def team_habit(m):
        if m.thread or m.alone:
            return INBOX
        return "FYI" if m.kind == "report" and any("petrova" in c for c in m.cc) else INBOX
    code_subjects = [("review", "[{repo}] ({verb} {thing} (PR #{n})|Review requested: {verb} {thing} (PR #{n}))"), ("review", "[{repo}] Review requested: {thing} in {module} (PR #{n})"),
                     ("comment", "[{repo}] {thing} (breaks|fails|is slow) (in|with) {module} (Issue #{n})"), ("comment", "[{repo}] {verb} {thing} (Issue #{n})"),
                     ("mention", "[{repo}] @nadia (could you look|your opinion|what do you think): {thing}")]
    return {
        "name": "engineer", "person": "Nadia Okoro", "addresses": ["nadia.okoro@forge.example", "nadia@okoro.example"],
        "places": [INBOX, "Reviews", "Code", "Low", "Builds", "Alerts", "Lists/eddy", "Reading", "FYI", "Receipts"],
        "slots": {"repo": repos, "verb": ["Fix", "Add", "Remove", "Rework", "Document", "Speed up", "Test", "Bump"],
                  "thing": ["token cache", "retry loop", "login page", "paging", "schema migration", "metrics", "tracing", "rate limiter", "search index", "upload", "dark mode", "build script", "queue leases", "webhooks", "date parsing", "feature flags"],
                  "module": ["auth", "billing", "gateway", "search", "worker", "ui", "storage", "mailer"], "branch": ["fix-{n}", "feature/{module}", "nadia/{module}", "release-{d}"],
                  "host": ["db-1", "db-2", "edge-3", "cache-1", "worker-7", "api-4"]},
        "fillers": TEXTS,
        "streams": [
            Stream("code", 22, [(n, "notifications@codehost.example") for n, _ in team], code_subjects, AUTO + TEXTS, code_habit, headers=code, replies=0.35, answered=0.1,
                   cc=([[("review", "review_requested@codehost.example")], [("sub", "subscribed@codehost.example")]], 0.8)),
            Stream("builds", 14, [("Forge CI", "ci@builds.example")],
                   [("failed", "(Build failed|Failed|Broken): {module} (on|@) (main|main|{branch}|{branch}) (#{n}|run {n})"), ("passed", "(Build passed|Passed|Fixed): {module} (on|@) (main|{branch}) (#{n}|run {n})")],
                   AUTO, build_habit, headers={"Auto-Submitted": "auto-generated"}, weekend=0.4),
            Stream("alerts", 9, [("Watch", "alerts@ops.example")],
                   [("critical", "(CRITICAL|[crit]) {host} (down|disk full|no heartbeat)"), ("warn", "(WARNING|[warn]) {host} (latency|disk at {d} %|queue grows)"), ("resolved", "(RESOLVED|[ok]) {host} (latency|disk|heartbeat|queue)")],
                   AUTO, alert_habit, headers={"Auto-Submitted": "auto-generated"}, weekend=1),
            Stream("eddy", 9, people("mail.example", "Jon Ek", "Ada Rossi", "Wei Zhang", "Pat Doyle", "Nils Berg") + people("uni.example", "Eva Mohr", "Tim Cole"),
                   [("talk", "[eddy-dev] (How do you|Anybody|Why does|Proposal:) {verb} {thing}?"), ("release", "[eddy-dev] eddy {d}.{d} (released|is out)")], TEXTS,
                   lambda m: INBOX if m.thread else "Lists/eddy", headers=bulk("eddy-dev.lists.example", {"List-Post": "<mailto:eddy-dev@lists.example>"}), to=([[("eddy", "eddy-dev@lists.example")]], 1), replies=0.5, answered=0.06, auth=["pass", "fail", "pass"]),
            Stream("news", 3, [("The Byte Ledger", "news@byteledger.example"), ("Queue & Stack", "hello@queuestack.example")], [("n", "(Issue|No.|#) {n}: {thing} (and|,) {thing}"), ("n", "{thing}, (explained|the hard way|revisited)")], NEWS,
                   lambda m: "Reading", headers=bulk("news.byteledger.example"), weekend=1),
            Stream("rust", 2, [("Ferric", "weekly@ferric.example")], [("n", "(This week|Ferric {n}): {thing}, {thing}")], NEWS, lambda m: "Reading", headers=bulk("weekly.ferric.example"), since=20),
            Stream("offers", 2, [("KeyLab", "hello@keylab.example")], [("n", "(Sale|New|Last days): (keyboards|switches|desk mats) ({d} % off|from {d})")], NEWS, lambda m: INBOX, headers=bulk("news.keylab.example"), weekend=1),
            Stream("team", 9, team + manager, [("report", "(Weekly|Status|Sprint) (report|notes|summary): {module}"), ("ask", "{thing} in {module}?"), ("ask", "(Quick question|Lunch|On-call) ({module}|tomorrow|next week)")], TEXTS, team_habit,
                   cc=([manager + team[:2], team[2:4]], 0.6), replies=0.3, answered=0.3),
            Stream("cloud", 0.7, [("Cumulo", "billing@cumulo.example")], [("r", "Your receipt from Cumulo (#{n}|no. {n}), paid")], ["You paid EUR {sum} for {thing}. Thank you."], lambda m: "Receipts", headers={"Auto-Submitted": "auto-generated"}),
            Stream("security", 0.6, [("Codehost", "security@codehost.example")], [("s", "(New sign-in to your account|Your password was changed|A new token was added)")], AUTO, lambda m: INBOX, headers={"Auto-Submitted": "auto-generated"}),
            Stream("strangers", 2, people("talent.example", "Gil Roth", "Amy Poe") + people("growth.example", "Max Lund") + people("cold.example", "Bo Finch"), [("c", "({module} engineer role|Dashboards your team will open|Quick question, Nadia)")], TEXTS, lambda m: INBOX),
        ],
    }


def sales():
    firms = {f: people(f"{f}.example", *names) for f, names in {"acme": ("Ann Fox", "Bob Reed"), "borealis": ("Cleo Hart", "Dan Moss"), "cobalt": ("Eli Stone", "Fay Wood"), "delta": ("Gus Lane", "Hana Kim"), "ember": ("Ian Cole", "Joy Park")}.items()}
    office = people("vendo.example", "Rita Lang", "Tom Aber", "Zoe Falk", "Paul Wirth")
    def customer(m):
        if m.thread:
            return INBOX
        if m.kind == "contract":
            return "Contracts" if any("legal" in c for c in m.cc) else INBOX
        firm = m.sender.split("@")[1].split(".")[0]
        if firm == "cobalt" and m.day >= 35:
            return "Customers/Key"
        return f"Customers/{firm.title()}" if m.kind == "order" else INBOX
    def crm(m):
        return INBOX if m.kind == "overdue" else "Leads/North" if m.kind == "lead" and "North" in m.subject else INBOX if m.kind == "lead" else "CRM"
    subjects = [("order", "(Order|Delivery|Shipment|Reorder) (of|for|about) {thing} ({month}|no. {n}|to {city})"), ("order", "(When does|Where is|How many) {thing} (arrive|for {city})?"),
                ("contract", "(Draft|Terms|Annex|Contract) (for|of|about) {thing} ({month}|{city})"), ("talk", "(Meeting|Call|Visit) (in {city}|next week|on the {d}th)"), ("talk", "{thing}: (a question|feedback|an idea)")]
    streams = [Stream(f"customer-{f}", 6, p, subjects, TEXTS, customer, cc=([people("vendo.example", "Legal Desk"), p, office[:2]], 0.5), replies=0.3, answered=0.15) for f, p in firms.items()]
    streams += [
        Stream("crm", 16, [("Dealboard", "notify@dealboard.example")], [("moved", "(Deal moved|Stage changed|Updated): {firm} ({thing}|{city})"), ("moved", "{firm} (opened|read) (your offer|the brochure)"), ("overdue", "(Task overdue|Overdue): call {firm}"), ("lead", "New lead: {firm} (North|South|North|East) ({thing}|{city})")], AUTO, crm, headers={"Auto-Submitted": "auto-generated"}),
        Stream("office", 8, office, [("numbers", "(Pipeline|Numbers|Forecast) (of|for) (week {d}|{month})"), ("talk", "(Trade fair|Price list|Samples) (in {city}|for {month})"), ("talk", "{thing} for {firm}?")], TEXTS, lambda m: "Numbers" if m.kind == "numbers" and not m.alone else INBOX, cc=([office], 0.6), replies=0.3, answered=0.25),
        Stream("press", 4, [("Trade Today", "desk@tradetoday.example"), ("Logistics Brief", "brief@logbrief.example")], [("n", "(Today|Brief|Morning): {thing}, {city} and (more|prices)")], NEWS, lambda m: "Press", headers=bulk("brief.tradetoday.example"), weekend=0.5),
        Stream("webinar", 3, [("Sellwell", "events@sellwell.example")], [("w", "(Webinar|Live|Join us): (closing|pricing|{thing}) (on the {d}th|tomorrow)")], NEWS, lambda m: "Training", headers=bulk("events.sellwell.example"), since=20),
        Stream("travel", 2, [("Rail", "tickets@rail.example"), ("Hotel Desk", "booking@hoteldesk.example")], [("t", "(Booking confirmed|Your ticket|Your reservation): {city}, {d} {month}")], ["(Reservation|Booking) {n} for {city}. Total paid EUR {sum}."], lambda m: "Travel", headers={"Auto-Submitted": "auto-generated"}),
        Stream("invoices", 1, people("vendo.example", "Accounts Desk"), [("i", "(Invoice overdue|Open invoice|Payment due): {firm}")], TEXTS, lambda m: INBOX),
        Stream("spamlike", 3, people("leadgen.example", "Mo Quick", "Lou Swift") + people("datafarm.example", "Kay Bell"), [("c", "({n} leads in {city}|Double your {thing}|A list for {firm})")], TEXTS, lambda m: INBOX),
    ]
    return {"name": "sales", "person": "Marco Vidal", "addresses": ["marco.vidal@vendo.example", "marco@vidal.example"], "streams": streams, "fillers": TEXTS,
            "places": [INBOX, "CRM", "Leads/North", "Contracts", "Numbers", "Press", "Travel", "Training"] + [f"Customers/{f.title()}" for f in firms],
            "slots": {"thing": ["pumps", "valves", "filters", "the frame agreement", "spare parts", "sensors", "cold boxes", "pallets", "the pilot", "housings", "seals", "the trial unit"], "city": ["Lyon", "Bremen", "Porto", "Malmo", "Graz", "Gent", "Turin", "Brno"],
                      "month": ["January", "March", "May", "June", "October", "November"], "firm": ["Acme", "Borealis", "Cobalt", "Delta", "Ember", "Fjord", "Granit", "Helix"]}}
