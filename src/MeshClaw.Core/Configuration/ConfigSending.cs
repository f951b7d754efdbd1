using MeshClaw.Core.Yaml;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Configuration;

/// <summary>What a mail connection says of the mail that it sends: <c>from</c>, <c>signature</c>, <c>signature-file</c>, <c>save-sent</c>.</summary>
internal sealed record ConfigSending(
    string? From,
    string FromName,
    string Signature,
    string? SignatureFile,
    SaveSent SaveSent
)
{
    private const int MaxSignature = 4_000;

    public static ConfigSending Read(YamlFields fields, YamlReader reader, string? signatureFile)
    {
        var (address, name) = ReadFrom(reader.Text(fields.Take("from"), "from"), reader);
        var node = fields.Take("signature");
        // Of several lines, where a text of one is asked for everywhere else.
        var signature = node as YamlScalar is { IsNull: false } lines ? lines : reader.Text(node, "signature");
        if (signature is { Text.Length: > MaxSignature })
        {
            reader.Error(signature, $"\"signature\" takes at most {MaxSignature} characters.");
        }

        if (signature is not null && signatureFile is not null)
        {
            reader.Error(signature, "Give \"signature\" or \"signature-file\", not both.");
        }

        var text = (signature?.Text ?? "").ReplaceLineEndings("\n").TrimEnd();
        return new ConfigSending(address, name, text, signatureFile, ReadSaveSent(fields, reader));
    }

    /// <summary>What an account says of its sending, as it is written down; nothing where all is as it is unless said.</summary>
    public static IEnumerable<(string Key, string Value)> Pairs(ConnectionConfig.Imap imap)
    {
        if (imap.From is { } from)
        {
            yield return ("from", imap.FromName.Length == 0 ? from : $"{imap.FromName} <{from}>");
        }

        if (imap.Signature.Length > 0)
        {
            yield return ("signature", imap.Signature);
        }

        if (imap.SignatureFile is { } file)
        {
            yield return ("signature-file", file);
        }

        if (imap.SaveSent != SaveSent.Auto)
        {
            yield return ("save-sent", imap.SaveSent == SaveSent.Always ? "always" : "never");
        }
    }

    /// <summary><c>robin@corp.example</c> or <c>Robin Vega &lt;robin@corp.example&gt;</c>.</summary>
    private static (string? Address, string Name) ReadFrom(YamlScalar? text, YamlReader reader)
    {
        if (text is null)
        {
            return (null, "");
        }

        var all = text.Text.Trim();
        var open = all.EndsWith('>') ? all.LastIndexOf('<') : -1;
        var name = open > 0 ? all[..open].Trim().Trim('"') : "";
        var address = MailAddress.Normalize(open >= 0 ? all[(open + 1)..^1] : all);
        if (address is null || name.Any(char.IsControl) || name.Length > 100)
        {
            reader.Error(
                text,
                "\"from\" takes an address, such as robin@corp.example or \"Robin Vega <robin@corp.example>\"."
            );
            return (null, "");
        }

        return (address, name);
    }

    private static SaveSent ReadSaveSent(YamlFields fields, YamlReader reader)
    {
        if (reader.Text(fields.Take("save-sent"), "save-sent") is not { } text)
        {
            return SaveSent.Auto;
        }

        switch (text.Text)
        {
            case "auto":
                return SaveSent.Auto;
            case "always":
                return SaveSent.Always;
            case "never":
                return SaveSent.Never;
            default:
                reader.Error(text, "\"save-sent\" takes auto, always or never.");
                return SaveSent.Auto;
        }
    }
}
