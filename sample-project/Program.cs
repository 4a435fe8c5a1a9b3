using Lfs;

Console.WriteLine($"An image of {Modules.ImageSize} bytes for a region of {Modules.LfsSize}.");
