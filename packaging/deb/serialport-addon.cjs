// Stands in the bundle for node-gyp-build: the package brings one build of the serial port's addon, beside the bundle.
module.exports = () => require('./serialport.node');
