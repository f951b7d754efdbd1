using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Tests.Guarding;

namespace MeshClaw.Policy.Tests.Flow;

/// <summary>Calls as connectors describe them: each value with its role, its kinds and whether it could have been left out.</summary>
internal static class Make
{
    public static CallValue To(string text, int index = 0) =>
        new($"/recipients/{index}", ValueRole.Destination, ValueForm.Text, text);

    public static CallValue Text(string name, string text) => new($"/{name}", ValueRole.Content, ValueForm.Text, text);

    public static CallValue Target(string name, string text, params string[] kinds) =>
        new($"/{name}", ValueRole.Target, ValueForm.Text, text) { Kinds = [.. kinds] };

    public static CallValue Parameter(string name, string text) =>
        new($"/{name}", ValueRole.Parameter, ValueForm.Text, text);

    public static CallValue Number(string name, decimal number, ValueRole role = ValueRole.Target) =>
        new($"/{name}", role, ValueForm.Number, number.ToString(CultureInfo.InvariantCulture));

    public static CallValue Switch(string name, bool on) =>
        new($"/{name}", ValueRole.Parameter, ValueForm.Boolean, on ? "true" : "false");

    public static ProposedCall SendMail(string to, string body, string subject = "") => SendMail([to], body, subject);

    public static ProposedCall SendMail(string[] to, string body, string subject = "") =>
        Call(
            "mail.send",
            Sends,
            Verbs.Send,
            [.. to.Select((t, i) => To(t, i)), .. Said("subject", subject), Text("body", body)]
        );

    public static ProposedCall Post(string channel, string body) =>
        Call(
            "chat.post",
            Sends,
            Verbs.Send,
            new CallValue("/channel", ValueRole.Destination, ValueForm.Text, channel) { Kinds = ["channel"] },
            Text("body", body)
        );

    public static ProposedCall Pay(string account, decimal amount, string reference = "") =>
        Call(
            "bank.pay",
            new Effect(EffectClass.Irreversible, EffectTraits.Sends | EffectTraits.Spends),
            Verbs.Spend,
            [
                new CallValue("/account", ValueRole.Destination, ValueForm.Text, account),
                Number("amount", amount),
                .. Said("reference", reference),
            ]
        );

    public static ProposedCall Share(string file, string with, string? permission = null) =>
        Call(
            "files.share",
            new Effect(EffectClass.Reversible, EffectTraits.Sends | EffectTraits.ChangesAccess),
            Verbs.Share,
            [
                Target("file_id", file, "file"),
                To(with),
                .. permission is null ? [] : new[] { Parameter("permission", permission) },
            ]
        );

    public static ProposedCall DeleteFile(string id) =>
        Call(
            "files.remove",
            new Effect(EffectClass.Irreversible, EffectTraits.Destroys),
            Verbs.Delete,
            Target("file_id", id, "file")
        );

    public static ProposedCall DeleteEvent(string id) =>
        Call(
            "calendar.cancel",
            new Effect(EffectClass.Irreversible, EffectTraits.Destroys),
            Verbs.Delete,
            Target("event_id", id, "event")
        );

    public static ProposedCall RenameFile(string id, string name) =>
        Call("files.rename", Reversible, Verbs.Move, Target("file_id", id, "file"), Text("new_name", name));

    public static ProposedCall NewFile(string name, string content) =>
        Call("files.create", Reversible, Verbs.Move, Text("filename", name), Text("content", content));

    public static ProposedCall NewEvent(string title, string start, string end, params string[] participants) =>
        Call(
            "calendar.create",
            participants.Length == 0 ? Reversible : Sends,
            Verbs.Send,
            [.. participants.Select((t, i) => To(t, i)), Text("title", title), Text("start", start), Text("end", end)]
        );

    public static ProposedCall Fetch(string url) =>
        Call(
            "web.get",
            new Effect(EffectClass.Read, EffectTraits.Sends),
            Verbs.Send,
            new CallValue("/url", ValueRole.Destination, ValueForm.Text, url)
        );

    public static ProposedCall Remember(string text) => Call("memory.add", Reversible, Verbs.Any, Text("text", text));

    public static ProposedCall Call(string tool, Effect effect, Verbs verbs, params CallValue[] values)
    {
        var arguments = new JsonObject();
        foreach (var value in values)
        {
            arguments[value.Path] = value.Text;
        }

        return new ProposedCall(
            GuardCase.Work,
            new ToolName(tool),
            effect,
            verbs,
            arguments.ToJsonString(),
            [
                .. values
                    .Where(v => v.Role == ValueRole.Target)
                    .Select(v => new Target(GuardCase.Work, "", v.Text, "", TargetFacts.Unknown))
                    .DefaultIfEmpty(new Target(GuardCase.Work, "", "", "", TargetFacts.Unknown)),
            ],
            values
                .Where(v => v.Role == ValueRole.Destination)
                .Select(v => new Destination("mail", MailAddress.Normalize(v.Text) ?? v.Text)),
            values
        );
    }

    public static Effect Sends { get; } = new(EffectClass.Irreversible, EffectTraits.Sends);

    public static Effect Reversible { get; } = new(EffectClass.Reversible);

    private static ImmutableArray<CallValue> Said(string name, string text) =>
        text.Length == 0 ? [] : [Text(name, text)];
}
