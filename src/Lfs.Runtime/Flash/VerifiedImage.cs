using Lfs.Compiler.Image;

namespace Lfs.Runtime.Flash;

/// <summary>The result of verifying a region, to be used again for the same bytes.</summary>
/// <param name="Content">The bytes of the image as they lie in flash.</param>
/// <param name="Image">The image that they are.</param>
/// <param name="Crc">Their CRC-32.</param>
sealed record VerifiedImage(byte[] Content, LfsImage Image, uint Crc);
