using System.Text;

namespace MeshClaw.Connectors.Mail.Maildir;

/// <summary>The spelling of mailbox names in modified UTF-7 (RFC 3501, 5.1.3), which Maildir++ folders use on disk.</summary>
internal static class ModifiedUtf7
{
    public static string Encode(string name)
    {
        var encoded = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; )
        {
            if (name[i] is >= ' ' and <= '~')
            {
                encoded.Append(name[i] == '&' ? "&-" : name[i].ToString());
                i++;
                continue;
            }

            var start = i;
            while (i < name.Length && name[i] is < ' ' or > '~')
            {
                i++;
            }

            var units = Encoding.BigEndianUnicode.GetBytes(name[start..i]);
            encoded.Append('&').Append(Convert.ToBase64String(units).TrimEnd('=').Replace('/', ',')).Append('-');
        }

        return encoded.ToString();
    }

    /// <summary>The name; the text itself where it is not modified UTF-7.</summary>
    public static string Decode(string encoded)
    {
        var name = new StringBuilder(encoded.Length);
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '&')
            {
                name.Append(encoded[i]);
                continue;
            }

            var end = encoded.IndexOf('-', i);
            if (end < 0)
            {
                return encoded;
            }

            if (end == i + 1)
            {
                name.Append('&');
            }
            else
            {
                var base64 = encoded[(i + 1)..end].Replace(',', '/');
                var units = new byte[base64.Length];
                if (
                    !Convert.TryFromBase64String(
                        base64.PadRight((base64.Length + 3) / 4 * 4, '='),
                        units,
                        out var count
                    )
                )
                {
                    return encoded;
                }

                name.Append(Encoding.BigEndianUnicode.GetString(units, 0, count));
            }

            i = end;
        }

        return name.ToString();
    }
}
