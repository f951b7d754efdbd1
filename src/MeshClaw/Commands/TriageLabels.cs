using System.Globalization;
using System.Text;
using MeshClaw.Cli.Sessions;

namespace MeshClaw.Commands;

/// <summary>
/// Labels of a mailbox: CSV by RFC 4180 with <c>message-id,folder</c>, an optional header line, and <c>INBOX</c> for what stays. Every error is told
/// with its line.
/// </summary>
internal static class TriageLabels
{
    private const int MaxTold = 10;
    private const int MaxFolder = 200;

    /// <summary>By message id, without brackets.</summary>
    /// <exception cref="CommandFailedException">The file has errors.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var errors = new List<string>();
        using var reader = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: false));
        foreach (var (line, fields, error) in Records(reader))
        {
            if (error is not null)
            {
                errors.Add($"line {line}: {error}");
            }
            else if (!(line == 1 && IsHeader(fields)))
            {
                Take(line, fields, labels, errors);
            }
        }

        if (errors.Count > 0)
        {
            var more = errors.Count > MaxTold ? $"; and {errors.Count - MaxTold} more" : "";
            throw new CommandFailedException(
                "labels",
                $"{Path.GetFileName(path)}: {string.Join("; ", errors.Take(MaxTold))}{more}.",
                "Each line is: message-id,folder. INBOX stands for what stays. Quote fields that hold a comma."
            );
        }

        return labels.Count > 0
            ? labels
            : throw new CommandFailedException("labels", $"{Path.GetFileName(path)} holds no labels.", null);
    }

    private static void Take(int line, List<string> fields, Dictionary<string, string> labels, List<string> errors)
    {
        if (fields.Count != 2)
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"line {line}: {fields.Count} fields instead of 2"));
            return;
        }

        var id = fields[0].Trim().TrimStart('<').TrimEnd('>');
        var folder = fields[1].Trim();
        if (id.Length == 0 || folder.Length is 0 or > MaxFolder || folder.Any(char.IsControl))
        {
            errors.Add($"line {line}: {(id.Length == 0 ? "no message id" : "no folder's name")}");
        }
        else if (!labels.TryAdd(id, folder.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? "INBOX" : folder))
        {
            errors.Add($"line {line}: a second label for the same message");
        }
    }

    private static bool IsHeader(List<string> fields) =>
        fields.Count == 2 && fields[0].Trim().Equals("message-id", StringComparison.OrdinalIgnoreCase);

    /// <summary>Records with the line that each begins on; empty lines are none.</summary>
    private static IEnumerable<(int Line, List<string> Fields, string? Error)> Records(TextReader reader)
    {
        var (line, begun) = (1, 1);
        var fields = new List<string>();
        var field = new StringBuilder();
        var (quoted, wasQuoted) = (false, false);
        string? error = null;
        while (true)
        {
            var c = reader.Read();
            if (quoted)
            {
                if (c == '"' && reader.Peek() == '"')
                {
                    field.Append((char)reader.Read());
                }
                else if (c == '"')
                {
                    (quoted, wasQuoted) = (false, true);
                }
                else if (c < 0)
                {
                    yield return (begun, fields, "a quoted field that does not end");
                    yield break;
                }
                else
                {
                    line += c == '\n' ? 1 : 0;
                    field.Append((char)c);
                }

                continue;
            }

            switch (c)
            {
                case '"' when field.Length == 0 && !wasQuoted:
                    quoted = true;
                    break;
                case ',':
                    End();
                    break;
                case '\r' when reader.Peek() == '\n':
                    break;
                case '\n' or -1:
                    if (fields.Count > 0 || field.Length > 0 || wasQuoted)
                    {
                        End();
                        yield return (begun, fields, error);
                    }

                    if (c < 0)
                    {
                        yield break;
                    }

                    begun = ++line;
                    (fields, error) = ([], null);
                    break;
                default:
                    error ??= wasQuoted || c == '"' ? "a quote within a field that is not quoted" : null;
                    field.Append((char)c);
                    break;
            }
        }

        void End()
        {
            fields.Add(field.ToString());
            field.Clear();
            wasQuoted = false;
        }
    }
}
