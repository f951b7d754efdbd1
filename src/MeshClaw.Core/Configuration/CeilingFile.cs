using System.Collections.Immutable;
using System.Text;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Files;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Configuration;

/// <summary>
/// Reads the organisation's ceiling. It fails closed: what forbids nothing although it was written (an empty file, a pattern that no tool
/// or destination can match) is an error.
/// </summary>
public static class CeilingFile
{
    private const string Destinations =
        "Write KIND:VALUE: mail:ana@corp.example, mail:@corp.example (with subdomains), host:files.example, channel:telegram, "
        + "model:openai; or KIND:* for all of a kind";

    private static readonly Limits s_unlimited = new()
    {
        ActionsPerRun = int.MaxValue,
        DeletionsPerDay = int.MaxValue,
        RecipientsPerDay = int.MaxValue,
        UsdPerDay = decimal.MaxValue,
        TokensPerRun = int.MaxValue,
        Bulk = int.MaxValue,
    };

    /// <summary>Reads a text.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="text">YAML.</param>
    public static FileResult<Ceiling> Parse(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new FileProblems(path);
        return StrictText.Decode(Encoding.UTF8.GetBytes(text), problems) is { } clean
            ? Parse(clean, problems)
            : problems.Result<Ceiling>(null);
    }

    internal static FileResult<Ceiling> Parse(string text, FileProblems problems)
    {
        if (YamlDocument.Parse(text, problems) is not { } tree)
        {
            return problems.Result<Ceiling>(null);
        }

        var reader = new YamlReader(problems);
        var fields = new YamlFields(tree, reader);
        var limits = fields.Take("limits");
        var ceiling = new Ceiling
        {
            MaxAutonomy =
                reader.Choice(fields.Take("max-autonomy"), "max-autonomy", AutonomyText.Words) ?? Autonomy.Act,
            ForbidTools = ReadTools("forbid-tools"),
            AskTools = ReadTools("ask-tools"),
            ForbidDestinations = ReadAll(
                "forbid-destinations",
                "mail:@rival.example",
                NormalizeDestination,
                Destinations
            ),
            Limits = limits is null ? null : LimitsReader.Read(limits, reader, s_unlimited),
        };
        fields.Finish();
        if (tree.Entries.Count == 0)
        {
            reader.Error(tree, "The file says nothing. Write what it should forbid, or delete it.");
        }

        return problems.Result(ceiling);

        ImmutableArray<string> ReadTools(string key) =>
            ReadAll(
                key,
                "mail.send",
                t => Identifier.IsToolPattern(t) ? t : null,
                "Write a tool, mail.send, or all of a connector, mail.*"
            );

        ImmutableArray<string> ReadAll(string key, string example, Func<string, string?> normalize, string shape)
        {
            var node = fields.Take(key);
            if (node is YamlScalar { IsNull: true } or YamlList { Items.Count: 0 })
            {
                reader.Error(node, $"\"{key}\" is empty, so it forbids nothing. Remove it, or name something.");
            }

            var values = ImmutableArray.CreateBuilder<string>();
            foreach (var text in reader.Texts(node, key, example) ?? [])
            {
                if (normalize(text.Text) is not { } value)
                {
                    reader.Error(text, $"\"{text.Text}\" is not understood. {shape}.");
                }
                else if (!values.Contains(value))
                {
                    values.Add(value);
                }
            }

            return values.ToImmutable();
        }
    }

    private static string? NormalizeDestination(string text)
    {
        var parts = text.Split(':', 2);
        if (parts is not [("mail" or "host" or "channel" or "model") and var kind, { Length: > 0 } value])
        {
            return null;
        }

        var normal = (kind, value) switch
        {
            (_, "*") => "*",
            ("mail", _) when value[0] == '@' => MailAddress.NormalizeDomain(value[1..]) is { } domain
                ? $"@{domain}"
                : null,
            ("mail", _) => MailAddress.Normalize(value),
            ("host", _) => MailAddress.NormalizeDomain(value),
            _ => value.Any(c => c is <= ' ' or '*') ? null : value,
        };
        return normal is null ? null : $"{kind}:{normal}";
    }
}
