using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Discovery;

/// <summary>
/// The configuration file that domains publish for Thunderbird and others. Third-party data: read without DTDs and without fetching
/// anything, bounded, and only servers with TLS and a password login are taken from it.
/// </summary>
internal static class Autoconfig
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxLength = 128 * 1024;

    /// <summary>The servers that a file names for an address; null where there is no usable IMAP server in it.</summary>
    public static MailServers? Read(Stream xml, string address)
    {
        XDocument document;
        try
        {
            var settings = new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = MaxLength,
            };
            using var reader = XmlReader.Create(xml, settings);
            document = XDocument.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }

        var imap = Servers(document, "incomingServer", "imap", address).FirstOrDefault();
        var smtp = Servers(document, "outgoingServer", "smtp", address).FirstOrDefault();
        return imap.Server is null
            ? null
            : new MailServers(imap.Server, smtp.Server, imap.User ?? address, MailServersSource.Autoconfig, null);
    }

    private static IEnumerable<(Uri? Server, string? User)> Servers(
        XDocument document,
        string element,
        string type,
        string address
    ) =>
        document
            .Descendants()
            .Where(e => e.Name.LocalName == element && e.Attribute("type")?.Value == type)
            .Select(e => (Server: ServerOf(e, type, address), User: Filled(Value(e, "username"), address)))
            .Where(s => s.Server is not null);

    private static Uri? ServerOf(XElement element, string type, string address)
    {
        var host = MailAddress.NormalizeDomain(Filled(Value(element, "hostname"), address));
        var scheme = Value(element, "socketType")?.ToUpperInvariant() switch
        {
            "SSL" => type + "s",
            "STARTTLS" => type,
            _ => null, // In the open, or not said.
        };
        return
            host is not null
            && scheme is not null
            && Uri.CheckHostName(host) == UriHostNameType.Dns
            && ushort.TryParse(Value(element, "port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port > 0
            ? new Uri($"{scheme}://{host}:{port}")
            : null;
    }

    private static string? Value(XElement parent, string name) =>
        parent.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value.Trim();

    private static string? Filled(string? text, string address)
    {
        var at = address.LastIndexOf('@');
        var filled = text
            ?.Replace("%EMAILADDRESS%", address, StringComparison.OrdinalIgnoreCase)
            .Replace("%EMAILLOCALPART%", address[..at], StringComparison.OrdinalIgnoreCase)
            .Replace("%EMAILDOMAIN%", address[(at + 1)..], StringComparison.OrdinalIgnoreCase);
        return string.IsNullOrEmpty(filled) || filled.Length > 320 || filled.Any(char.IsControl) ? null : filled;
    }
}
