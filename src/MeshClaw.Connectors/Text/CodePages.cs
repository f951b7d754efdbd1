using System.Runtime.CompilerServices;
using System.Text;

namespace MeshClaw.Connectors.Text;

/// <summary>The charsets of mail and pages that .NET knows only when told to.</summary>
internal static class CodePages
{
#pragma warning disable CA2255 // MimeKit remembers a charset that it could not find: this must come before whatever of this library decodes first.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
}
