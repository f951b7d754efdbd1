using DnsClient;
using DnsClient.Protocol;

namespace MeshClaw.Connectors.Mail.Verification;

/// <summary>TXT records by name.</summary>
internal interface ITextRecords
{
    /// <summary>The records of a name, each put together of its parts; empty where there are none.</summary>
    /// <exception cref="DkimKeyException">The DNS did not answer.</exception>
    Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellationToken);
}

/// <summary>Asks the DNS.</summary>
internal sealed class DnsTextRecords(IDnsQuery dns) : ITextRecords
{
    private const int MaxRecords = 8;

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await dns.QueryAsync(name, QueryType.TXT, QueryClass.IN, cancellationToken);
            return answer.HasError && answer.Header.ResponseCode is not DnsHeaderResponseCode.NotExistentDomain
                ? throw new DkimKeyException($"The DNS did not answer: {answer.ErrorMessage}")
                : [.. answer.Answers.OfType<TxtRecord>().Select(r => string.Concat(r.Text)).Take(MaxRecords)];
        }
        catch (DnsResponseException failed) when (failed.Code is DnsResponseCode.NotExistentDomain)
        {
            return [];
        }
        catch (DnsResponseException failed)
        {
            throw new DkimKeyException("The DNS did not answer.", failed);
        }
    }
}
