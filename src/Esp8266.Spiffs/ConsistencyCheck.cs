namespace Esp8266.Spiffs;

/// <summary>Finds and mends what a power loss or a defect left inconsistent.</summary>
/// <remarks>
/// First lookup entries are compared with page indexes, then index pages without a header are deleted, then
/// indexes are compared with data pages. Source: nodemcu-firmware 36cbf9f0, app/spiffs/spiffs_check.c.
/// </remarks>
sealed class ConsistencyCheck(Volume volume)
{
    /// <summary>Runs all steps. Like the reference it goes on after an error, and answers the last
    /// step's.</summary>
    public SpiffsError Run()
    {
        var rewriter = new PageRewriter(volume);
        new LookupCheck(volume, rewriter).Run();
        new IndexCheck(volume).Run();
        SpiffsError pages = new PageCheck(volume, rewriter).Run();
        SpiffsError scan = volume.Scan();
        return scan == SpiffsError.None && pages == SpiffsError.Internal ? pages : scan;
    }
}
