using MeshClaw.Connectors.Tests.Mail.HostileMail;
using MeshClaw.Fuzz;
using SharpFuzz;

// No argument: a target for afl-fuzz. `seeds DIR` writes the seeds, `try FILE...` runs files one by one.
switch (args)
{
    case ["seeds", var folder]:
        Directory.CreateDirectory(folder);
        foreach (var (one, number) in MailCase.All.Select((c, i) => (c, i)))
        {
            File.WriteAllBytes(Path.Combine(folder, $"{number:000}.eml"), one.Bytes);
        }

        return 0;
    case ["try", .. var files]:
        foreach (var file in files)
        {
            Console.WriteLine(file);
            WholeWay.Go(File.ReadAllBytes(file));
        }

        return 0;
    default:
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            WholeWay.Go(bytes.ToArray());
        });
        return 0;
}
