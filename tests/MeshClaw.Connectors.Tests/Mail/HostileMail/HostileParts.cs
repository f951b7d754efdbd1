using System.Text;

namespace MeshClaw.Connectors.Tests.Mail.HostileMail;

internal static partial class Hostile
{
    /// <summary>An ordinary header.</summary>
    public const string Head =
        "From: Ana <ana@corp.example>\nTo: robin@corp.example\nSubject: Hello\nDate: Mon, 16 Nov 2026 08:30:00 +0100\n";

    /// <summary>A multipart of parts, each with its header and an empty line.</summary>
    public static string Multipart(string kind, params string[] parts)
    {
        var raw = new StringBuilder($"Content-Type: multipart/{kind}; boundary=\"=b=\"\n\n");
        foreach (var part in parts)
        {
            raw.Append("--=b=\n").Append(part).Append('\n');
        }

        return raw.Append("--=b=--\n").ToString();
    }
}
