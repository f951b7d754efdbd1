using MimeKit;
using MimeKit.IO;
using MimeKit.IO.Filters;

namespace MeshClaw.Connectors.Mail.Verification;

/// <summary>A part as it was signed (RFC 1847, 2.1): its bytes as they came, lines ended by CR and LF.</summary>
internal static class SignedBytes
{
    public static byte[] Of(MimeEntity part)
    {
        using var bytes = new MemoryStream();
        using (var filtered = new FilteredStream(bytes))
        {
            filtered.Add(new Unix2DosFilter());
            part.WriteTo(filtered, CancellationToken.None);
            filtered.Flush();
        }

        return bytes.ToArray();
    }
}
