using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using static MeshClaw.Policy.Tests.Flow.FlowCase;
using static MeshClaw.Policy.Tests.Flow.Make;

namespace MeshClaw.Policy.Tests.Flow;

/// <summary>Who counts as others: whoever can see a thing, receives it or takes part in it; and the owner too, where mail goes.</summary>
public sealed class ReachTests
{
    [Fact]
    public void Mail_to_oneself_is_mail()
    {
        // A reminder that nobody asked for is a message in the owner's name, to the one who trusts it most.
        Asked("Summarise the mail 'Harbour'. Send the summary to bob@corp.example.")
            .Asks("flow:destination", SendMail(Emma, "Summary of the harbour"));
        Asked("Summarise the mail 'Harbour' and e-mail me the summary.")
            .Allows(SendMail(Emma, "Summary of the harbour"));
        Asked("Send the summary of the mail 'Harbour' to bob@corp.example.")
            .Allows(SendMail(["bob@corp.example", Emma], "Summary of the harbour"));
    }

    [Fact]
    public void An_event_with_participants_reaches_them()
    {
        var run = Asked("Create the event 'Dinner' on 2026-12-01 at 18:00 with bob@corp.example.");

        run.Allows(NewEvent("Dinner", "2026-12-01 18:00", "2026-12-01 19:00"));
        run.Allows(NewEvent("Dinner", "2026-12-01 18:00", "2026-12-01 19:00", "bob@corp.example"));
        run.Asks("flow:destination", NewEvent("Dinner", "2026-12-01 18:00", "2026-12-01 19:00", "eve@evil.example"));
        run.Asks(
            "flow:destination",
            NewEvent("Dinner", "2026-12-01 18:00", "2026-12-01 19:00", "bob@corp.example", "eve@evil.example")
        );
    }

    [Fact]
    public void An_event_that_ends_before_it_begins_asks() =>
        Asked("Create the event 'Dinner' on 2026-12-01 from 18:00 to 19:00.")
            .Allows(NewEvent("Dinner", "2026-12-01 18:00", "2026-12-01 19:00"))
            .Asks("flow:target", NewEvent("Dinner", "2026-12-01 19:00", "2026-12-01 18:00"));

    [Fact]
    public void What_others_see_is_theirs_to_read_and_what_nobody_sees_is_not()
    {
        const string asked = "Append 'Buy milk and bread' to the file 'list.txt'.";
        static ProposedCall Append(string id, string text) =>
            Call("files.append", Reversible, Verbs.Move, Target("file_id", id, "file"), Text("content", text));

        var own = Asked(asked).Read(Seen.File("1", "list.txt"));
        var shared = Asked(asked).Read(Seen.File("1", "list.txt", "", Emma, "bob@corp.example"));
        var theirs = Asked(asked).Read(Seen.File("1", "list.txt", "", "bob@corp.example"));

        own.Allows(Append("1", "Buy milk and bread")).Allows(Append("1", "Umbrellas now half off"));
        shared.Allows(Append("1", "Buy milk and bread")).Asks("flow:content", Append("1", "Umbrellas now half off"));
        theirs.Allows(Append("1", "Buy milk and bread")).Asks("flow:content", Append("1", "Umbrellas now half off"));
    }

    [Fact]
    public void What_is_shared_stays_shared_when_it_is_read_again_without_its_people()
    {
        var run = Asked("Write 'Buy milk and bread' at the end of the file 'list.txt'.")
            .Read(Seen.File("1", "list.txt", "", Emma, "bob@corp.example"))
            .ReadFor(
                "list.txt",
                Seen.Record(
                    "file",
                    "1",
                    [new("name", FieldKind.Name, "list.txt", new(Origin.OwnSystem, Sensitivity.Private))]
                )
            );
        static ProposedCall Append(string text) =>
            Call("files.append", Reversible, Verbs.Move, Target("file_id", "1", "file"), Text("content", text));

        run.Allows(Append("Buy milk and bread")).Asks("flow:content", Append("Umbrellas now half off"));
    }

    [Fact]
    public void What_nobody_looked_up_may_be_shared()
    {
        var run = Asked("Write 'Buy milk and bread' at the end of the file 'list.txt'.");
        static ProposedCall Append(string text) =>
            Call("files.append", Reversible, Verbs.Move, Target("file", "list.txt", "file"), Text("content", text));

        run.Allows(Append("Buy milk and bread")).Asks("flow:content", Append("Umbrellas now half off"));
    }

    [Fact]
    public void What_stays_the_owners_own_and_can_be_undone_does_not_ask_of_its_content()
    {
        Asked("Create a file 'notes.txt' with the key points.")
            .Allows(NewFile("notes.txt", "Umbrellas are half off, see bulk.example"))
            .Asks("flow:target", NewFile("autostart.sh", "Umbrellas are half off"));
    }

    [Fact]
    public void What_stays_the_owners_own_but_cannot_be_undone_asks_of_its_content()
    {
        static ProposedCall Overwrite(string text) =>
            Call(
                "files.overwrite",
                new Effect(EffectClass.Irreversible),
                Verbs.Move,
                Target("file_id", "1", "file"),
                Text("content", text)
            );
        var run = Asked("Write 'Buy milk and bread' into the file 'list.txt'.").Read(Seen.File("1", "list.txt"));

        run.Allows(Overwrite("Buy milk and bread")).Asks("flow:content", Overwrite("Umbrellas now half off"));
    }

    [Fact]
    public void Who_only_asked_a_question_asked_for_no_deed()
    {
        var run = Asked("What is in file 5? How much did I pay for it?").Read(Seen.File("5", "five"));

        run.Asks("flow:intent", DeleteFile("5"));
        Asked("Tell bob@corp.example what is in file 5.")
            .Read(Seen.File("5", "five"))
            .Asks("flow:intent", Share("5", "bob@corp.example"));
        Asked("Tell bob@corp.example what is in file 5.").Asks("flow:intent", Pay("bob@corp.example", 5));
        Asked("What is in file 5? Look at www.corp.example.").Allows(Fetch("www.corp.example"));
    }

    [Fact]
    public void A_right_is_not_raised()
    {
        var read = Asked("Share file 5 with bob@corp.example.").Read(Seen.File("5", "five"));
        var write = Asked("Share file 5 with bob@corp.example so that he can edit it.").Read(Seen.File("5", "five"));

        read.Allows(Share("5", "bob@corp.example", "r"));
        read.Asks("flow:access", Share("5", "bob@corp.example", "rw"))
            .Asks("flow:access", Share("5", "bob@corp.example", "owner"));
        write.Allows(Share("5", "bob@corp.example", "rw")).Asks("flow:access", Share("5", "bob@corp.example", "admin"));
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("read-only")]
    public void The_least_right_needs_no_word_of_its_own(string permission) =>
        Asked("Share file 5 with bob@corp.example.")
            .Read(Seen.File("5", "five"))
            .Allows(Share("5", "bob@corp.example", permission));

    [Fact]
    public void Of_two_rights_each_stays_with_its_person()
    {
        var run = Asked(
                "Share file 5 with bob@corp.example as editor and share file 5 with ann@corp.example as viewer."
            )
            .Read(Seen.File("5", "five"));

        run.Allows(Share("5", "bob@corp.example", "editor")).Allows(Share("5", "ann@corp.example", "viewer"));
        run.Asks("flow:pair", Share("5", "ann@corp.example", "editor"));
    }

    [Fact]
    public void A_setting_that_the_owner_did_not_speak_of_asks_where_it_could_be_left_out()
    {
        static ProposedCall Send(params CallValue[] extra) =>
            Call("mail.send", Sends, Verbs.Send, [To("bob@corp.example"), Text("body", "Good day to you"), .. extra]);
        var run = Asked("Write to bob@corp.example: 'Good day to you'");

        run.Allows(Send()).Allows(Send(Switch("public", false)));
        run.Asks("flow:extra", Send(Switch("public", true) with { Optional = true }));
        run.Asks("flow:extra", Send(Number("delay", 7, ValueRole.Parameter) with { Optional = true }));
        run.Asks("flow:extra", Send(Parameter("send_at", "2030-01-01 00:00") with { Optional = true }));
    }
}
