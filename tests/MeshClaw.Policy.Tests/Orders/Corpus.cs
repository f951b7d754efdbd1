using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Policy.Tests.Orders;

/// <summary>One line of orders.jsonl: what a person wrote, and the only rule it may become; null where it must be refused.</summary>
public sealed record CorpusLine(string Text, OrderRule? Expected, bool Core, string? Why);

/// <summary>Sentences gathered before the parser was written, with the vocabulary that they speak of.</summary>
public static class Corpus
{
    public static OrderVocabulary Vocabulary { get; } =
        new()
        {
            Contacts = new Dictionary<string, ImmutableArray<string>>
            {
                ["Ana"] = ["ana@corp.example"],
                ["Boris"] = ["boris@corp.example"],
                ["Mum"] = ["mum@family.example"],
                ["Priya Nair"] = ["priya@partner.example"],
                ["Chris"] = ["chris.lee@corp.example", "chris.roy@shop.example"],
            },
            Agents = ["inbox", "travel"],
            Folders = ["INBOX", "Reading", "Invoices", "Receipts", "Builds", "Archive", "Tax 2025"],
            Today = new DateOnly(2026, 11, 23),
        };

    public static ImmutableArray<CorpusLine> Lines { get; } =
    [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Orders", "orders.jsonl")).Select(Line)];

    private static CorpusLine Line(string json)
    {
        using var document = JsonDocument.Parse(json);
        var line = document.RootElement;
        var expected = line.GetProperty("expect");
        return new CorpusLine(
            line.GetProperty("text").GetString() ?? "",
            expected.ValueKind == JsonValueKind.Null ? null : Rule(expected),
            line.TryGetProperty("core", out var core) && core.GetBoolean(),
            line.TryGetProperty("why", out var why) ? why.GetString() : null
        );
    }

    private static OrderRule Rule(JsonElement json)
    {
        var until = Text(json, "until");
        var between = List(json, "between");
        return new OrderRule
        {
            Verdict = Enum.Parse<OrderVerdict>(Text(json, "verdict") ?? "", ignoreCase: true),
            Verbs = Flags<Verbs>(json, "verbs") ?? Verbs.None,
            From = List(json, "from"),
            NotFrom = List(json, "notFrom"),
            To = List(json, "to"),
            NotTo = List(json, "notTo"),
            Folder = List(json, "folder"),
            NotFolder = List(json, "notFolder"),
            Subject = List(json, "subject"),
            Kind = Flags<TargetKinds>(json, "kind"),
            NotKind = Flags<TargetKinds>(json, "notKind"),
            OlderThanDays = Number(json, "olderThanDays"),
            NewerThanDays = Number(json, "newerThanDays"),
            Agent = Text(json, "agent") is { } agent ? new AgentName(agent) : null,
            Count = Number(json, "count"),
            Per = Text(json, "per") is { } per ? Enum.Parse<OrderPeriod>(per, ignoreCase: true) : null,
            Days = List(json, "days") is { } days ? [.. days.Select(Day)] : null,
            Between = between is [var start, var end] ? (Time(start), Time(end)) : null,
            UntilDate = until is null or "told"
                ? null
                : DateOnly.ParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            UntilTold = until == "told",
        };
    }

    private static DayOfWeek Day(string name) =>
        Enum.GetValues<DayOfWeek>().Single(d => d.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase));

    private static TimeSpan Time(string text) =>
        new(int.Parse(text[..2], CultureInfo.InvariantCulture), int.Parse(text[3..], CultureInfo.InvariantCulture), 0);

    private static T? Flags<T>(JsonElement json, string name)
        where T : struct, Enum =>
        List(json, name) is { } values ? Enum.Parse<T>(string.Join(',', values), ignoreCase: true) : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    private static ImmutableArray<string>? List(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? [.. value.EnumerateArray().Select(v => v.GetString() ?? "")] : null;
}
