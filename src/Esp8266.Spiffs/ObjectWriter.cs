namespace Esp8266.Spiffs;

/// <summary>Writes to objects: content in the middle is replaced, content behind the end appended.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, spiffs_hydrogen.c, <c>spiffs_hydro_write</c>.</remarks>
sealed class ObjectWriter(
    Volume volume, DescriptorTable descriptors, ObjectIndexes indexes, GarbageCollector collector)
{
    readonly ObjectAppender _appender = new(volume, descriptors, indexes, collector);
    readonly ObjectModifier _modifier = new(volume, descriptors, indexes, collector);

    /// <summary>Writes bytes from a place on.</summary>
    public SpiffsError Write(Descriptor file, uint offset, ReadOnlySpan<byte> source)
    {
        if (file.Size != IndexPage.UndefinedSize && offset < file.Size)
        {
            int within = Math.Min((int)(file.Size - offset), source.Length);
            // A size of 2 GB and more, which only a broken image has.
            if (within < 0)
                return SpiffsError.Full;
            SpiffsError error = _modifier.Modify(file, offset, source.Slice(0, within));
            if (error != SpiffsError.None)
                return error;
            source = source.Slice(within);
            offset += (uint)within;
        }

        return source.IsEmpty ? SpiffsError.None : _appender.Append(file, offset, source);
    }
}
