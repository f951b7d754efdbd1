using System.Net.Http.Headers;

namespace MeshClaw.Connectors.Web.Fetching;

/// <summary>What came of a fetch.</summary>
internal abstract record FetchAnswer
{
    private FetchAnswer() { }

    /// <summary>A page.</summary>
    /// <param name="Address">Where it came from in the end.</param>
    /// <param name="Type">What the server says that it is; null where it says nothing.</param>
    /// <param name="Body">Its bytes, decompressed.</param>
    /// <param name="IsCut">There is more of it than is read.</param>
    public sealed record Page(Uri Address, MediaTypeHeaderValue? Type, byte[] Body, bool IsCut) : FetchAnswer;

    /// <summary>None.</summary>
    /// <param name="Why">A sentence for the owner and the model.</param>
    public sealed record Refused(string Why) : FetchAnswer;
}
